import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";

/** A ledger entry: a pending state event, due at 8 s. */
export function ledgerEntry(change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id: "1",
    state: "pending",
    delay: 8_000,
    delayId: "d1",
    intendedAt: 0,
    scheduledAt: 0,
    dueAt: 8_000,
    partition: "default",
    client: "https://client.example",
    account: { userId: "@alice:x", homeserver: "https://hs.example" },
    widget: { id: "w", origin: "https://widget.example" },
    roomId: "!r:x",
    type: "com.example.t",
    stateKey: "",
    content: {},
    ...change,
  };
}
