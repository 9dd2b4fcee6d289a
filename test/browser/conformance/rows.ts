import type { DriverKind, HostVersion } from "../../hosts/client/options.ts";
import type { Hand } from "./deeds.ts";

/** One class of host, by one of its hosts, and what must hold there. */
export interface Row {
  host: HostVersion;
  driver: DriverKind;
  /** What the widget schedules. */
  kind: "state" | "message";
  rule: string;
  /** Who schedules; the other one never does. */
  send: Hand;
  /** Who restarts, cancels and sends now. */
  update: Hand;
  /** Whether the host is told of delayed events at all. */
  told: boolean;
}

const knowsNothing = (host: HostVersion, kind: Row["kind"]): Row => ({
  ...{ host, kind, driver: "send-event-only" },
  rule: "it never hears of delayed events, and all is done by the extension",
  ...{ send: "extension", update: "extension", told: false },
});

const driverLacksAll = (host: HostVersion, kind: Row["kind"]): Row => ({
  ...{ host, kind, driver: "send-event-only" },
  rule: "what its driver fails at is done by the extension, a send once the homeserver was asked for it",
  ...{ send: "extension", update: "extension", told: true },
});

const half = (host: HostVersion, kind: Row["kind"]): Row => ({
  ...{ host, kind, driver: "delayed-send-only" },
  rule: "its sends stay its own, and what it cannot do to them is done by the extension",
  ...{ send: "host", update: "extension", told: true },
});

/** Hosts whose sessions can be seen, by what they can do by themselves. */
export const ROWS: readonly Row[] = [
  knowsNothing("1.0.0", "state"),
  knowsNothing("1.6.0", "state"),
  knowsNothing("1.6.0", "message"),
  driverLacksAll("1.8.2", "state"),
  driverLacksAll("1.13.1", "message"),
  driverLacksAll("1.14.0", "state"),
  driverLacksAll("1.18.0", "message"),
  half("1.14.0", "state"),
  half("1.18.0", "message"),
  {
    ...{ host: "1.19.0", kind: "state", driver: "state-only" },
    rule: "state events are its own",
    ...{ send: "host", update: "host", told: true },
  },
  {
    ...{ host: "1.19.0", kind: "message", driver: "state-only" },
    rule: "message events are scheduled by the extension, and the rest stays its own",
    ...{ send: "extension", update: "host", told: true },
  },
  {
    ...{ host: "1.19.0", kind: "state", driver: "native" },
    rule: "all is its own",
    ...{ send: "host", update: "host", told: true },
  },
];
