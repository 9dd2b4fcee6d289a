import { logIn } from "../environment/homeserver/matrix-user.ts";
import { startSynapse } from "../environment/homeserver/synapse.ts";
import { type Asker, aBackground } from "./a-background.ts";
import { UPDATE } from "./a-proxied-background.ts";

export const TYPE = "com.example.heartbeat.member";
/** A delay that outlasts all tests of a file, however slow the machine is (ms). */
export const LONG = 3_600_000;

/**
 * A real homeserver with Alice and Bob in a room, and a background that has seen Alice's session (3 s). Its widget may
 * schedule events of `TYPE`, and messages. Delays are checked only at `tick`.
 */
export async function aHomeserver() {
  const synapse = await startSynapse();
  const [a, b] = [await synapse.registerUser("alice"), await synapse.registerUser("bob")];
  const alice = await logIn(synapse.baseUrl, a.userId, a.password);
  const bob = await logIn(synapse.baseUrl, b.userId, b.password);
  const room = await alice.createRoom({ invite: [bob.userId] });
  await bob.join(room);
  const newBackground = () => aBackground({ alarm: false });
  let background = newBackground();
  let key = 0;

  return {
    synapse,
    alice,
    bob,
    room,
    /** The current background. `begin` creates another. */
    get background() {
      return background;
    },

    /** Creates another background, which has scheduled nothing. */
    async begin(): Promise<void> {
      background.stop();
      background = newBackground();
      await background.seen(synapse.baseUrl, alice.accessToken);
    },

    /** A new state key that needs encoding. */
    freshKey: () => `key/${++key} #?🕰`,

    /** The widget schedules an event that is not sent within a test. @returns its `response` */
    schedule: (data: object = {}, asker?: Asker) =>
      background.ask(
        "send_event",
        { type: TYPE, content: { gone: true }, room_id: room, delay: LONG, ...data },
        asker,
      ),

    update: (delay_id: unknown, action: string, asker?: Asker) =>
      background.ask(UPDATE, { delay_id, action }, asker),

    /** The delay_ids of Alice's pending delays at the homeserver. */
    listed: async () => (await alice.delayedEvents()).map(({ delay_id }) => delay_id),

    async close(): Promise<void> {
      background.stop();
      await synapse.stop();
    },
  };
}
