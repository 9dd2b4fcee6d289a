import { type CallStage, setCallStage } from "../../test/environment/call/call-stage.ts";
import { SHIPPED_TIMING } from "../../test/environment/call/element-call.ts";
import type { Demo } from "../demo.ts";
import { seconds } from "../narrator.ts";

/** Video small enough for two browsers on one machine without a graphics card. */
const SMALL = { media_quality: { video: { max_resolution: 360, max_framerate: 10, simulcast_layers: [] } } };

/** Step 1: a homeserver, a media server, and two people with a room. */
export async function startCallStage(demo: Demo): Promise<CallStage> {
  const { narrator, resources } = demo;
  narrator.step(1, "A homeserver that can wait, and a server for video and sound");
  const start = performance.now();
  const stage = await resources.own(() =>
    setCallStage({ timing: SHIPPED_TIMING, config: SMALL, named: "homeserver" }),
  );
  demo.stage = stage;
  const took = seconds(performance.now() - start);
  narrator.passed(`Synapse ${stage.synapse.version} answers at ${stage.synapse.baseUrl}, ready in ${took}.`);
  narrator.passed(`Media goes through ${stage.media.name}, at ${stage.media.url}.`);
  narrator.note(`Synapse names the service in front of it to clients that ask: ${stage.jwt.url}.`);
  const { delay, restart } = stage.timing;
  narrator.note(
    `Element Call, with its published settings, restarts its delay of ${seconds(delay)} every ${seconds(restart)}.`,
  );
  narrator.note("Without a restart, the homeserver sends its leave.");
  return stage;
}
