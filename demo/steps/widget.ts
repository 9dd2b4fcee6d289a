import { MatrixCapabilities } from "matrix-widget-api";
import type { Mark } from "../../test/environment/homeserver/room-events.ts";
import type { OpenClient } from "../../test/environment/stage.ts";
import { DELAY_MS, type Demo, INTERVAL_MS, type Scene } from "../demo.ts";
import { expect, expectOf } from "../expectation.ts";
import { press, says, untilPhase } from "../heartbeat.ts";
import { masked, seconds } from "../narrator.ts";

/** A last will held by the homeserver. */
export interface Scheduled {
  delayId: string;
  /** The position of Bob's view of the room before the schedule. */
  mark: Mark;
  /** When it was scheduled (epoch ms). */
  at: number;
}

/** Step 3: the widget leaves its last will with the homeserver. */
export async function schedule(demo: Demo, { stage, browser, opened }: Scene): Promise<Scheduled> {
  const { narrator, pictures } = demo;
  narrator.step(3, "A widget that leaves a last will");
  await expectCapabilities(demo, opened);
  await pictures.take(browser, opened.page, "client-ready");

  const mark = await stage.bob.mark();
  const at = Date.now();
  await press(opened, "start");
  const { delayId } = await untilPhase(opened, "beating");
  const pending = await stage.aliceElsewhere.delayedEvents();
  const ours = pending.find(({ delay_id }) => delay_id === delayId);
  expect(
    `the homeserver holds the widget's event for ${DELAY_MS} ms`,
    delayId !== undefined && ours?.delay === DELAY_MS && ours.content.status === "gone",
    pending,
  );
  narrator.passed(`Start: the homeserver holds ${ours?.type}, state key "${ours?.state_key}", to be sent in`);
  narrator.note(
    `${seconds(DELAY_MS)}, and the widget has its delay_id ${masked(delayId ?? "")} (the rest is a secret).`,
  );
  const alive = await expectOf(
    "Bob sees that Alice is there",
    stage.bob.waitForEvent(stage.room, says("alive"), 5_000, mark),
  );
  narrator.passed(`Bob sees that Alice is there: ${alive.event_id}.`);
  narrator.note(`Every ${seconds(INTERVAL_MS)} the widget now restarts the delay: its heartbeat.`);
  return { delayId: delayId ?? "", mark, at };
}

/** Expects that the widget has its capabilities, although the client, which does not know them, was not asked. */
async function expectCapabilities({ narrator }: Demo, { client, heartbeat }: OpenClient): Promise<void> {
  const approved = await heartbeat(({ approved }) => approved);
  const { asked } = await client(({ capabilities }) => capabilities);
  for (const capability of [
    MatrixCapabilities.MSC4157SendDelayedEvent,
    MatrixCapabilities.MSC4157UpdateDelayedEvent,
  ]) {
    expect(`the widget gets the capability ${capability}`, approved.includes(capability), approved);
    expect(`the client is not asked for ${capability}`, !asked.includes(capability), asked);
    narrator.passed(`The widget has the capability ${capability}.`);
  }
  narrator.note(
    "Postdate granted these two; the client, which does not know them, was asked only for the others.",
  );
  narrator.note(
    "(Elsewhere Postdate asks the user first. In this build it trusts the sites on this machine.)",
  );
}
