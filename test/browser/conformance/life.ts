import assert from "node:assert/strict";
import type { ReceivedMessage } from "../../pages/heartbeat-widget/received.ts";
import { type Actor, onlyActor } from "./delay-requests.ts";
import type { Cell, Scene } from "./scene.ts";

/** A delay that outlasts every test (ms): whatever reaches the room was sent on purpose. */
export const LONG = 600_000;
/** The widget schedules immediately, and restarts only when told to. */
export const STARTS_AT_ONCE = `autostart=1&delay=${LONG}&interval=${LONG}`;

const UPDATE = "org.matrix.msc4157.update_delayed_event";
/** How long MatrixRTC waits for the answer to a restart (ms). */
const RESTART_WITHIN = 2_000;

/** Who did what over a widget's whole life, and how long the widget waited for its first delay_id (ms). */
export interface Life {
  send: Actor;
  restart: Actor;
  cancel: Actor;
  sendNow: Actor;
  firstDelayId: number;
}

/**
 * Makes a widget that `STARTS_AT_ONCE` schedule, restart, cancel, schedule again and send now. Checks after each step
 * that the homeserver holds exactly what the widget was told, and that nothing reaches the room before its time.
 */
export async function live(cell: Cell, { stage: { bob, room } }: Scene): Promise<Life> {
  const { heartbeat, untilHeartbeat, isWill, mark } = cell;
  const nothingYet = () => bob.expectNone(room, isWill, 0, mark);

  await untilHeartbeat("it beats, or has failed", ({ phase }) => /beating|failed|refused/.test(phase));
  const first = await onlyPending(cell);
  await nothingYet();

  const asked = Date.now();
  const data = { delay_id: first.delay_id, action: "restart" };
  const restarted = (await cell.ask({ action: UPDATE, data }, RESTART_WITHIN)) as { response: unknown };
  assert.deepEqual(restarted.response, {});
  assert.ok((await onlyPending(cell)).running_since >= asked, "the homeserver counts from the restart");

  await heartbeat((it) => it.cancel());
  assert.equal(await heartbeat(({ phase }) => phase), "cancelled");
  assert.deepEqual(await cell.pending(), []);

  await heartbeat((it) => it.start());
  const second = await onlyPending(cell);
  assert.notEqual(second.delay_id, first.delay_id);
  await nothingYet();

  await heartbeat((it) => it.sendNow());
  assert.equal(await heartbeat(({ phase }) => phase), "sent");
  await bob.waitForEvent(room, isWill, 10_000, mark);
  assert.deepEqual(await cell.pending(), []);
  assert.deepEqual(await heartbeat(({ errors }) => errors), []);

  const requests = cell.delayRequests();
  return {
    send: onlyActor(requests, "schedule", 2),
    restart: onlyActor(requests, "restart"),
    cancel: onlyActor(requests, "cancel"),
    sendNow: onlyActor(requests, "send"),
    firstDelayId: await firstDelayId(cell),
  };
}

/** Checks that the homeserver has exactly the delayed event that the widget knows. @returns it as listed */
export async function onlyPending({ pending, heartbeat }: Cell) {
  const { delayId, errors } = await heartbeat(({ delayId, errors }) => ({ delayId, errors }));
  const [only, ...more] = await pending();
  assert.deepEqual(errors, []);
  assert.ok(only, "the homeserver has it");
  assert.deepEqual(more, [], "the homeserver has it once");
  assert.equal(only.delay_id, delayId);
  assert.equal(only.delay, LONG);
  assert.equal(only.content.status, "gone");
  return only;
}

async function firstDelayId({ heartbeat }: Cell): Promise<number> {
  const { log, received } = await heartbeat(({ log, received }) => ({ log, received }));
  const asked = log.find(({ text }) => text === "Scheduling the last will");
  const told = (received as ReceivedMessage[]).find(
    ({ data }) => (data as { response?: { delay_id?: string } }).response?.delay_id !== undefined,
  );
  return (told?.at ?? Number.NaN) - (asked?.at ?? Number.NaN);
}
