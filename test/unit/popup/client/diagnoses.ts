import assert from "node:assert/strict";
import type { Diagnosis } from "../../../../src/messaging/views/diagnosis.ts";

/** All diagnoses. A missing or an extra one does not compile. */
export const DIAGNOSES = [
  "no-page",
  "site-off",
  "reload-needed",
  "homeserver-not-granted",
  "widget-not-granted",
  "server-not-granted",
  "no-session",
  "session-not-yet",
  "private-windows-open",
  "not-in-private-windows",
  "session-elsewhere",
  "session-out-of-sight",
  "account-not-clear",
  "homeserver-unreachable",
  "homeserver-behind-page",
  "homeserver-without-delayed-events",
  "homeserver-sends-at-once",
  "restarts-lost",
  "restarts-limited",
  "ready",
] as const satisfies Diagnosis[];
type Forgotten = Exclude<Diagnosis, (typeof DIAGNOSES)[number]>;
const NONE_IS_FORGOTTEN: [Forgotten] extends [never] ? true : Forgotten = true;
assert.ok(NONE_IS_FORGOTTEN);
