import type { Stage } from "../../test/environment/stage.ts";
import { type Demo, startStage } from "../demo.ts";
import { expect } from "../expectation.ts";
import { seconds } from "../narrator.ts";

const DELAYED_EVENTS = "org.matrix.msc4140";

/** Step 1: a real homeserver runs, and declares that it supports delayed events. */
export async function startHomeserver(demo: Demo): Promise<Stage> {
  const { narrator } = demo;
  narrator.step(1, "A homeserver that can wait");
  const start = performance.now();
  const stage = await startStage(demo);
  const { baseUrl, version } = stage.synapse;
  const took = seconds(performance.now() - start);
  narrator.passed(
    `Synapse ${version} answers at ${baseUrl}; it was ready, with two users and a room, in ${took}.`,
  );

  const answer = await fetch(`${baseUrl}/_matrix/client/versions`);
  const { unstable_features: features = {} } = (await answer.json()) as {
    unstable_features?: Record<string, boolean>;
  };
  expect(`the homeserver supports ${DELAYED_EVENTS}`, features[DELAYED_EVENTS] === true, features);
  narrator.passed(`It says that it can hold events back and send them later (${DELAYED_EVENTS}).`);
  const { alice, bob, room } = stage;
  narrator.note(`${alice.userId} uses the client in the browser. ${bob.userId} watches from elsewhere.`);
  narrator.note(`Their room is ${room}.`);
  return stage;
}
