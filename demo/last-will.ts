import type { Mark, RoomEvent } from "../test/environment/homeserver/room-events.ts";
import type { Stage } from "../test/environment/stage.ts";
import { DELAY_MS, type Demo, GRACE_MS } from "./demo.ts";
import { expect, expectOf } from "./expectation.ts";
import { says } from "./heartbeat.ts";
import { seconds } from "./narrator.ts";
import type { Scheduled } from "./steps/widget.ts";

/** How early the event may appear (ms): the homeserver reads its clock at different moments. */
const EARLY_MS = 500;

/**
 * Waits until the homeserver sends the last will, and checks that it is on time according to the homeserver's own list.
 * @param cause the reason why the heartbeat ended, and when (epoch ms)
 */
export async function expectLastWill(
  { narrator }: Demo,
  stage: Stage,
  { delayId, mark }: Scheduled,
  cause: { what: string; at: number },
): Promise<RoomEvent> {
  const pending = await stage.aliceElsewhere.delayedEvents();
  const ours = pending.find(({ delay_id }) => delay_id === delayId);
  expect(`the homeserver still holds the last will when ${cause.what}`, ours !== undefined, pending);
  const due = (ours?.running_since ?? 0) + DELAY_MS;
  const event = await expectOf(
    "Bob sees the last will in time",
    stage.bob.waitForEvent(stage.room, says("gone"), due - Date.now() + GRACE_MS, mark),
  );
  const late = event.origin_server_ts - due;
  expect("the last will is not sent early", late > -EARLY_MS, `${-late} ms early`);
  const after = seconds(event.origin_server_ts - cause.at);
  const beat = seconds(event.origin_server_ts - (ours?.running_since ?? 0));
  narrator.passed(
    `${after} after ${cause.what}, ${beat} after the last restart, Bob sees that Alice is gone:`,
  );
  narrator.note(`${event.event_id}, sent by the homeserver on behalf of ${event.sender}.`);
  return event;
}

/** Watches for `forMs` milliseconds. @throws ExpectationError if Bob sees a last will */
export function expectNoLastWill(stage: Stage, forMs: number, since: Mark): Promise<void> {
  return expectOf("Bob sees no last will", stage.bob.expectNone(stage.room, says("gone"), forMs, since));
}
