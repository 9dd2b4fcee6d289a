import type { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { AS_IT_IS, startDialectProxy } from "../environment/homeserver/dialect-proxy.ts";
import { startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { logIn } from "../environment/homeserver/matrix-user.ts";
import { startSynapse } from "../environment/homeserver/synapse.ts";
import type { SynapseConfig } from "../environment/homeserver/synapse-config.ts";
import { type Asker, aBackground } from "./a-background.ts";

export const UPDATE = "org.matrix.msc4157.update_delayed_event";

/** A delayed state event that is never sent within a test. */
export const state = {
  type: "com.example.heartbeat.member",
  state_key: "k",
  content: { gone: true },
  delay: 1_000_000,
};

/** Capabilities for the events in these tests, in every room. */
export const EVENTS = [
  "org.matrix.msc2762.timeline:*",
  `org.matrix.msc2762.send.state_event:${state.type}`,
  "org.matrix.msc2762.send.event:m.room.message",
  "org.matrix.msc2762.send.event:m.room.redaction",
];

/**
 * A background, a real homeserver, and two proxies between them: one records requests and makes some fail, the other
 * behaves like another homeserver (3 s).
 * @param options.alarm as for `aBackground`
 */
export async function aProxiedBackground({
  alarm = true,
  ...options
}: {
  version?: string;
  config?: SynapseConfig;
  alarm?: boolean;
} = {}) {
  const newBackground = () => aBackground({ alarm });
  const synapse = await startSynapse(options);
  const dialect = await startDialectProxy(synapse.baseUrl);
  const proxy = await startFaultProxy(dialect.baseUrl);
  const { userId, password } = await synapse.registerUser("alice");
  const alice = await logIn(synapse.baseUrl, userId, password);
  const room = await alice.createRoom();
  let background = newBackground();

  /** A widget that may send `EVENTS` schedules one of them. @returns what it gets as `response` */
  const send = (event: object, asker: Asker = {}) =>
    background.ask("send_event", { room_id: room, ...event }, { approved: EVENTS, ...asker });

  return {
    proxy,
    speak: dialect.speak,
    synapse,
    logIn: (user: string, secret: string) => logIn(synapse.baseUrl, user, secret),
    alice,
    room,
    send,
    /** The current background. `begin` creates another. */
    get background() {
      return background;
    },
    update: (delay_id: unknown, action: string, asker: Asker = {}) =>
      background.ask(UPDATE, { delay_id, action }, { approved: EVENTS, ...asker }),

    /** Any message of a content script. */
    fromFrame: (...said: Parameters<typeof background.fromFrame>) => background.fromFrame(...said),

    /** Schedules an event, by default `state`, and clears the recorded requests. @returns its delay_id */
    async scheduled(event: object = state): Promise<string> {
      const { delay_id } = (await send(event)) ?? {};
      proxy.requests.splice(0);
      return delay_id as string;
    },

    /** The delay_ids that are pending at the homeserver. */
    pending: async () => (await alice.delayedEvents()).map(({ delay_id }) => delay_id),

    /** The only delay that the popup lists. */
    async view() {
      const [view, ...more] = (await background.overview()).delays;
      if (!view || more.length > 0) throw new Error(`One delay was expected, not ${1 + more.length}`);
      return view;
    },

    /**
     * The requests about delayed events that the homeserver understood, without requests about the account, support or
     * the room.
     */
    asked: () =>
      proxy.requests
        .filter(
          ({ method, path }) => /\/delayed_events/.test(path) || (method === "PUT" && /\/rooms\//.test(path)),
        )
        .filter(({ path, status }) => !(path.includes("/delayed_event/") && status === 404))
        .filter(({ path }) => !path.includes("/postdate_"))
        .map(({ method, path }) => ({ method, path })),

    /** Starts over with another background: no requests, nothing pending, no faults. */
    async begin(): Promise<void> {
      proxy.clear();
      dialect.speak(AS_IT_IS);
      for (const { delay_id } of await alice.delayedEvents())
        await alice.cancel(delay_id).catch((error: MatrixError) => {
          // A short delay may have been sent since it was listed.
          if (error.errcode !== "M_NOT_FOUND") throw error;
        });
      proxy.requests.splice(0);
      background.stop();
      background = newBackground();
      await background.seen(proxy.baseUrl, alice.accessToken);
    },

    async close(): Promise<void> {
      await proxy.close();
      await dialect.close();
      await synapse.stop();
    },
  };
}
