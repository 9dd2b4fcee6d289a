import { startFaultProxy } from "../environment/fault-proxy.ts";
import { logIn } from "../environment/matrix-user.ts";
import { startSynapse } from "../environment/synapse.ts";
import { type Asker, aBackground } from "./a-background.ts";

export const UPDATE = "org.matrix.msc4157.update_delayed_event";

/** A delayed state event that never comes within a test. */
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

/** A background, a real homeserver, and between them a proxy that sees each request and has some of them fail: 3 s. */
export async function aProxiedBackground() {
  const synapse = await startSynapse();
  const proxy = await startFaultProxy(synapse.baseUrl);
  const { userId, password } = await synapse.registerUser("alice");
  const alice = await logIn(synapse.baseUrl, userId, password);
  const room = await alice.createRoom();
  let background = aBackground();

  /** A widget that may send `EVENTS` schedules one of them. @returns what it gets as `response` */
  const send = (event: object, asker: Asker = {}) =>
    background.ask("send_event", { room_id: room, ...event }, { approved: EVENTS, ...asker });

  return {
    proxy,
    alice,
    room,
    send,
    update: (delay_id: unknown, action: string, asker: Asker = {}) =>
      background.ask(UPDATE, { delay_id, action }, { approved: EVENTS, ...asker }),

    /** Anything that a content script may say. */
    fromFrame: (...said: Parameters<typeof background.fromFrame>) => background.fromFrame(...said),

    /** @returns the delay_id of `state`, scheduled; how it came to that is forgotten */
    async scheduled(): Promise<string> {
      const { delay_id } = (await send(state)) ?? {};
      proxy.requests.splice(0);
      return delay_id as string;
    },

    /** The delay_ids that the homeserver has pending. */
    pending: async () => (await alice.delayedEvents()).map(({ delay_id }) => delay_id),

    /**
     * What the homeserver was asked for of delayed events, and understood; who the account is, what is supported, and how the
     * room is, is neither.
     */
    asked: () =>
      proxy.requests
        .filter(
          ({ method, path }) => /\/delayed_events/.test(path) || (method === "PUT" && /\/rooms\//.test(path)),
        )
        .filter(({ path }) => !path.includes("/delayed_event/"))
        .map(({ method, path }) => ({ method, path })),

    /** Begins anew: another background, nothing asked, nothing pending, nothing that fails. */
    async begin(): Promise<void> {
      proxy.clear();
      for (const { delay_id } of await alice.delayedEvents()) await alice.cancel(delay_id);
      proxy.requests.splice(0);
      background = aBackground();
      await background.seen(proxy.baseUrl, alice.accessToken);
    },

    async close(): Promise<void> {
      await proxy.close();
      await synapse.stop();
    },
  };
}
