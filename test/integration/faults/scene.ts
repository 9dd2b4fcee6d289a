import assert from "node:assert/strict";
import type { ProxiedRequest } from "../../environment/homeserver/fault-proxy.ts";
import { runningTime } from "../../environment/running-time.ts";
import { aProxiedBackground, state } from "../a-proxied-background.ts";
import type { Seen } from "./rows.ts";

/** Just before the widget's transport gives up (10 s), and MatrixRTC gives up a restart (2 s) (ms). */
export const WITHIN = { schedule: 9_500, update: 1_900 };

export const EVENTS_OF = {
  state: () => ({ ...state, state_key: crypto.randomUUID() }),
  message: () => ({
    type: "m.room.message",
    delay: 1_000_000,
    content: { msgtype: "m.text", body: crypto.randomUUID() },
  }),
};

interface Told {
  delay_id?: string;
  error?: { message: string; matrix_api_error?: MatrixApiError };
}
interface MatrixApiError {
  http_status: number;
  http_headers: Record<string, string>;
  response: Record<string, unknown>;
}

/** A background that has learned its homeserver's dialect, and faults for a widget's requests. */
export async function aFaultyScene() {
  const given = await aProxiedBackground();
  const isSchedule = ({ method, path }: ProxiedRequest) => method === "PUT" && /\/rooms\//.test(path);
  const isUpdate = ({ method, path }: ProxiedRequest) => method === "POST" && /\/delayed_events\//.test(path);

  return {
    given,
    isSchedule,
    isUpdate,

    /** Starts over with a background that has scheduled, restarted and cancelled before. */
    async begin(): Promise<void> {
      await given.begin();
      const delay_id = await given.scheduled();
      for (const action of ["restart", "cancel"]) assert.deepEqual(await given.update(delay_id, action), {});
      given.proxy.requests.splice(0);
    },

    /** @returns what the widget saw, how long that took (ms), and the number of requests */
    async measured(ask: () => Promise<unknown>, isAsked: (request: ProxiedRequest) => boolean) {
      given.proxy.requests.splice(0);
      const running = runningTime();
      const told = (await ask()) as Told | undefined;
      const ms = Math.round(running());
      const requests = given.proxy.requests.filter(isAsked).length;
      return { told, seen: seenIn(told), ms, requests };
    },

    /** When the delayed event's countdown at the homeserver last began (epoch ms). */
    async since(): Promise<number> {
      const [only, ...more] = await given.alice.delayedEvents();
      if (!only || more.length > 0) throw new Error("One delayed event was expected");
      return only.running_since;
    },
  };
}

function seenIn(told: Told | undefined): Seen {
  if (!told?.error) return "answer";
  return told.error.matrix_api_error?.http_status ?? "sentence";
}
