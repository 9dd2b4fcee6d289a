import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createNotices, type LastWillNotice } from "../../../../src/background/overview/notices.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const leave = ledgerEntry({ type: "org.matrix.msc3401.call.member" });

/** @returns the notification when this entry's event is found in the room, sent at this time */
async function toldOf(
  entry: LedgerEntry,
  { at = 8_000, wants = true, name = "Standup" as string | Error } = {},
) {
  const told: LastWillNotice[] = [];
  const wasSent = createNotices({
    settings: { notifications: async () => wants },
    notify: (notice) => told.push(notice),
  });
  const roomName = async () => {
    if (name instanceof Error) throw name;
    return name;
  };
  await wasSent(entry, { homeserver: { roomName } } as never, at);
  return told;
}

describe("a notification", () => {
  it("says in which room a call's last will was sent", async () => {
    assert.deepEqual(await toldOf(leave), [{ id: "1", room: "\u2068Standup\u2069" }]);
  });

  it("is not shown unless the user wants it", async () => {
    assert.deepEqual(await toldOf(leave, { wants: false }), []);
  });

  it("is not shown for anything but a call, for an event sent before its time, or for private windows", async () => {
    assert.deepEqual(await toldOf(ledgerEntry()), []);
    assert.deepEqual(await toldOf(leave, { at: 2_000 }), []);
    assert.deepEqual(await toldOf({ ...leave, partition: "private" }), []);
  });

  it("removes invisible characters from a room's name, and leaves out an unknown or invisible name", async () => {
    assert.deepEqual(await toldOf(leave, { name: "a\u202eb\u0000" }), [{ id: "1", room: "\u2068ab\u2069" }]);
    for (const name of ["\u200b", "\u3164\u2800", new Error("403")])
      assert.deepEqual(await toldOf(leave, { name }), [{ id: "1" }]);
  });

  it("cuts a long name between two characters", async () => {
    const [notice] = await toldOf(leave, { name: `${"x".repeat(79)}🎉🎉` });
    assert.equal(notice?.room, `\u2068${"x".repeat(79)}🎉\u2069`);
  });
});
