import { liveKitServer } from "../../../tools/livekit.mjs";
import { type Stage, setStage } from "../stage.ts";
import { elementCallMount, FAST_TIMING, type Timing } from "./element-call.ts";
import { type JwtService, startJwtService } from "./jwt-service.ts";
import { startLiveKit } from "./livekit.ts";
import type { MediaServer } from "./media-server.ts";
import { CALL_MEMBER } from "./membership.ts";
import { startSmallSfu } from "./small-sfu.ts";

/** A stage for calls: Element Call on both origins, a media server, and the service in front of it. */
export interface CallStage extends Stage {
  media: MediaServer;
  jwt: JwtService;
  timing: Timing;
}

/**
 * Sets the stage for calls (4 s).
 * @param options.timing how long delays are; `shipped` means Element Call's own values
 * @param options.config additions to Element Call's config.json
 * @param options.delegates whether the JWT service offers to look after delays
 * @param options.smallMedia whether our own small server carries the media even if LiveKit is available
 * @param options.named who names the service in front of the media: Element Call's config.json, or the homeserver
 *   (MSC4143)
 * @param options.synapse as for `startSynapse`
 */
export async function setCallStage({
  timing = FAST_TIMING,
  config = {},
  delegates = false,
  smallMedia = false,
  named = "config",
  synapse = {},
}: {
  timing?: Timing;
  config?: Record<string, unknown>;
  delegates?: boolean;
  smallMedia?: boolean;
  named?: "config" | "homeserver";
  synapse?: Parameters<typeof setStage>[0];
} = {}): Promise<CallStage> {
  const media = await startMedia(smallMedia);
  // The homeserver's address is known later than the service's.
  let homeserver = "";
  const jwt = await startJwtService(media, { homeserver: () => homeserver, delegates });
  const mount = elementCallMount({
    timing,
    config: { ...(named === "config" && { livekit: { livekit_service_url: jwt.url } }), ...config },
  });
  const naming = {
    experimental_features: { msc4143_enabled: true },
    matrix_rtc: { transports: [{ type: "livekit", livekit_service_url: jwt.url }] },
  };
  const stage = await setStage({
    ...synapse,
    ...(named === "homeserver" && { config: { ...synapse?.config, ...naming } }),
    mounts: [mount],
  });
  homeserver = stage.synapse.baseUrl;
  const { aliceElsewhere, bob } = stage;

  /** A room as Element creates it: every member may join a call. */
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

async function startMedia(small: boolean): Promise<MediaServer> {
  const server = !small && (await liveKitServer(console.log));
  return server ? startLiveKit(server) : startSmallSfu();
}
