import { liveKitServer } from "../../../tools/livekit.mjs";
import { type Stage, setStage } from "../stage.ts";
import { elementCallMount, FAST_TIMING, type Timing } from "./element-call.ts";
import { type JwtService, startJwtService } from "./jwt-service.ts";
import { startLiveKit } from "./livekit.ts";
import type { MediaServer } from "./media-server.ts";
import { CALL_MEMBER } from "./membership.ts";

/** A stage with all that a call needs: Element Call on both origins, a media server, and the service before it. */
export interface CallStage extends Stage {
  media: MediaServer;
  jwt: JwtService;
  timing: Timing;
}

/**
 * Sets the stage for calls: 4 s.
 * @param options.timing how long delays are; `shipped` is as Element Call is shipped
 * @param options.config more for Element Call's config.json
 * @param options.delegates whether the JWT service offers to look after delays
 * @param options.synapse as for `startSynapse`
 */
export async function setCallStage({
  timing = FAST_TIMING,
  config = {},
  delegates = false,
  synapse = {},
}: {
  timing?: Timing;
  config?: Record<string, unknown>;
  delegates?: boolean;
  synapse?: Parameters<typeof setStage>[0];
} = {}): Promise<CallStage> {
  const server = await liveKitServer(console.log);
  if (!server) throw new Error("There is no LiveKit");
  const media = await startLiveKit(server);
  // Where the homeserver is, is known later than where the service is.
  let homeserver = "";
  const jwt = await startJwtService(media, { homeserver: () => homeserver, delegates });
  const mount = elementCallMount({
    timing,
    config: { livekit: { livekit_service_url: jwt.url }, ...config },
  });
  const stage = await setStage({ ...synapse, mounts: [mount] });
  homeserver = stage.synapse.baseUrl;
  const { aliceElsewhere, bob } = stage;

  /** A room as Element makes it: everybody in it may be in a call. */
  async function newRoom(name = "Standup"): Promise<string> {
    const levels = { events: { [CALL_MEMBER]: 0 } };
    const options = { name, invite: [bob.userId], power_level_content_override: levels };
    const room = await aliceElsewhere.createRoom(options);
    await bob.join(room);
    return room;
  }

  return {
    ...stage,
    room: await newRoom(),
    newRoom,
    media,
    jwt,
    timing,
    async close() {
      await stage.close();
      await jwt.close();
      await media.close();
    },
  };
}
