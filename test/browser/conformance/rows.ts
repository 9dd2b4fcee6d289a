import type { DriverKind, HostVersion } from "../../pages/client/options.ts";
import type { Actor } from "./delay-requests.ts";

/** One class of host, represented by one of its hosts, and what must hold there. */
export interface Row {
  host: HostVersion;
  driver: DriverKind;
  /** What the widget schedules. */
  kind: "state" | "message";
  rule: string;
  /** Who schedules. The other actor never does. */
  send: Actor;
  /** Who restarts, cancels and sends now. */
  update: Actor;
  /** Whether the host hears of delayed events at all. */
  told: boolean;
}

const knowsNothing = (host: HostVersion, kind: Row["kind"]): Row => ({
  host,
  kind,
  driver: "send-event-only",
  rule: "never hears of delayed events, and the extension makes every request",
  send: "extension",
  update: "extension",
  told: false,
});

const driverLacksAll = (host: HostVersion, kind: Row["kind"]): Row => ({
  host,
  kind,
  driver: "send-event-only",
  rule: "has the extension make the requests that its driver fails at; before a send, it checks the homeserver",
  send: "extension",
  update: "extension",
  told: true,
});

const half = (host: HostVersion, kind: Row["kind"]): Row => ({
  host,
  kind,
  driver: "delayed-send-only",
  rule: "makes its own sends, and the extension updates them",
  send: "host",
  update: "extension",
  told: true,
});

/** Hosts with a session that the extension has learned, by what they can do themselves. */
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
    host: "1.19.0",
    kind: "state",
    driver: "state-only",
    rule: "keeps state events",
    send: "host",
    update: "host",
    told: true,
  },
  {
    host: "1.19.0",
    kind: "message",
    driver: "state-only",
    rule: "leaves the scheduling of message events to the extension, and makes all other requests",
    send: "extension",
    update: "host",
    told: true,
  },
  {
    host: "1.19.0",
    kind: "state",
    driver: "native",
    rule: "keeps everything",
    send: "host",
    update: "host",
    told: true,
  },
];
