import { setTimeout as pause } from "node:timers/promises";
import type { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayView } from "../../../src/messaging/views/delays.ts";
import { startFaultProxy } from "../../environment/homeserver/fault-proxy.ts";
import { logIn, type MatrixUser } from "../../environment/homeserver/matrix-user.ts";
import { startSynapse } from "../../environment/homeserver/synapse.ts";
import { until } from "../../environment/until.ts";
import { type Asker, aBackground } from "../a-background.ts";
import type { Generation } from "./generations.ts";

export const TYPE = "com.example.heartbeat.member";
const UPDATE = "org.matrix.msc4157.update_delayed_event";
/** A delay that never ends within a test, in milliseconds. */
export const LONG = 1_000_000;
export const MESSAGE = { type: "m.room.message", content: { msgtype: "m.text", body: "later 🕰" } };

const APPROVED = [
  "org.matrix.msc2762.timeline:*",
  `org.matrix.msc2762.send.state_event:${TYPE}`,
  "org.matrix.msc2762.send.event:m.room.message",
];
/** The capabilities that the host does not know and the user allows. */
const GRANTED = ["org.matrix.msc4157.send.delayed_event", UPDATE, "org.matrix.msc4407.send.sticky_event"];

/** A widget's response: an answer, or an error with the homeserver's error. */
export interface Told {
  room_id?: string;
  delay_id?: string;
  error?: {
    message: string;
    matrix_api_error?: {
      http_status: number;
      http_headers: Record<string, string>;
      url: string;
      response: Record<string, unknown>;
    };
  };
}

/**
 * One release of Synapse behind a proxy, with users without a rate limit and others who may send five messages, then
 * one every 4 s. Takes 2 s to 3 s.
 */
export async function aScene({ version }: Generation) {
  const synapse = await startSynapse({
    version,
    config: { rc_message: { per_second: 0.25, burst_count: 5 } },
  });
  const proxy = await startFaultProxy(synapse.baseUrl);
  const user = async (localpart: string, options?: { admin: true }) => {
    const { userId, password } = await synapse.registerUser(localpart, options);
    return logIn(synapse.baseUrl, userId, password);
  };
  const admin = await user("admin", { admin: true });
  const [alice, bob] = [await user("alice"), await user("bob")];

  /** Removes this user's message limit. */
  async function lift({ userId }: MatrixUser): Promise<void> {
    const path = `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/override_ratelimit`;
    const response = await fetch(synapse.baseUrl + path, {
      method: "POST",
      headers: { authorization: `Bearer ${admin.accessToken}` },
      body: JSON.stringify({ messages_per_second: 0, burst_count: 0 }),
    });
    if (!response.ok) throw new Error(`The limit could not be lifted: ${await response.text()}`);
  }
  await Promise.all([admin, alice, bob].map(lift));

  /** Creates a room of Bob's, where everybody may send the widget's state. All other rules are as usual. */
  const room = await aRoom({ [TYPE]: 0 });
  async function aRoom(events: Record<string, number> = {}): Promise<string> {
    const id = await bob.createRoom({ preset: "public_chat", power_level_content_override: { events } });
    await alice.join(id);
    return id;
  }

  let users = 0;
  /** A user in the room who may send only five messages in a row. */
  async function limited(): Promise<MatrixUser> {
    users += 1;
    const carol = await user(`carol-${users}`);
    await carol.join(room);
    return carol;
  }

  /** A user in the room without a rate limit. */
  async function unlimited(): Promise<MatrixUser> {
    const user = await limited();
    await lift(user);
    return user;
  }

  /** Sends plain messages until one is refused for at least 3 s more. */
  async function exhaustLimit(carol: MatrixUser): Promise<void> {
    const refusedFor = () =>
      carol.send(room, MESSAGE.type, MESSAGE.content).then(
        () => 0,
        (error: MatrixError) => Number(error.data?.retry_after_ms ?? 0),
      );
    for (let left = 50; left > 0; left -= 1) {
      const ms = await refusedFor();
      if (ms > 3_000) return;
      // The machine was slow, and another message is allowed soon. That one is sent, too.
      await pause(ms);
    }
    throw new Error("Fifty messages did not reach the limit");
  }

  const close = async () => {
    await proxy.close();
    await synapse.stop();
  };
  return {
    proxy,
    alice,
    bob,
    room,
    aRoom,
    limited,
    unlimited,
    exhaustLimit,
    lift,
    in: widgetsOf,
    close,
  };

  /** A user's widgets in a newly opened client. */
  async function widgetsOf(user: MatrixUser) {
    const background = aBackground({ alarm: false });
    await background.seen(proxy.baseUrl, user.accessToken);
    const ask = async (action: string, data: object, asker: Asker = {}) =>
      (await background.ask(action, data, { approved: APPROVED, delayed: GRANTED, ...asker })) as Told;
    const views = async () => (await background.overview()).delays;
    const theView = async (): Promise<DelayView> => {
      const [view, ...more] = await views();
      if (!view || more.length > 0)
        throw new Error(`One delay was expected: ${JSON.stringify([view, ...more])}`);
      return view;
    };
    return {
      ...background,
      views,
      /** The only delay that the popup lists. */
      theView,
      send: (event: object, asker?: Asker) =>
        ask(
          "send_event",
          { room_id: room, type: TYPE, content: { gone: "🕰" }, delay: LONG, ...event },
          asker,
        ),
      update: (delay_id: unknown, action: string) => ask(UPDATE, { delay_id, action }),
      /** Waits until the only delay satisfies `is`; delays are checked meanwhile. */
      async untilView(what: string, is: (view: DelayView) => boolean, within = 30_000): Promise<DelayView> {
        let last: DelayView | undefined;
        await until(
          what,
          async () => {
            await background.tick();
            last = await theView();
            return is(last);
          },
          within,
        ).catch((error) => {
          throw new Error(`${error.message}; the last view was ${JSON.stringify(last)}`);
        });
        return last as DelayView;
      },
    };
  }
}

export type Scene = Awaited<ReturnType<typeof aScene>>;

/** @returns an error such as "404 M_NOT_FOUND", or, without one, the response as text */
export function errorOf(told: Told): string {
  const { http_status, response } = told.error?.matrix_api_error ?? {};
  return http_status ? `${http_status} ${response?.errcode}` : JSON.stringify(told);
}
