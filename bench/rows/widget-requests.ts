import { setTimeout as pause } from "node:timers/promises";
import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import { type FaultProxy, startFaultProxy } from "../../test/environment/homeserver/fault-proxy.ts";
import { type OpenClient, openClient, type Stage } from "../../test/environment/stage.ts";
import type { Browsers } from "../browsers.ts";
import { type Samples, takeTurns } from "../contest.ts";
import { deedsByFetch } from "./by-fetch.ts";

/** How long each delay is (ms): none ever becomes due. */
export const DELAY = 600_000;
/** After scheduling, the extension looks for blockers; that is not part of the widget's time (ms). */
const SETTLED = 300;
const LAZY = `kind=message&delay=${DELAY}&interval=3600000`;
const NATIVE = { host: "1.19.0", driver: "native" };

/** What a widget, or a page, does with a delay. Times are in ms. */
export interface Deeds {
  /** Brings its page to the front, since browsers do less for hidden ones. */
  toFront(): Promise<void>;
  schedule(): Promise<{ took: number; delayId: string }>;
  restart(delayId: string): Promise<number>;
  cancel(delayId: string): Promise<unknown>;
}

/**
 * A schedule and a restart, from the widget's request to its response (ms): by Postdate with a host that lacks delayed
 * events, and by a host that knows them; and the same requests straight from a page. All of it once for each network.
 * @param networks how long each of the homeserver's answers takes to arrive, preflights included (ms)
 * @returns the samples for each network, in the same order
 */
export async function widgetRequests(
  { none, again, on }: Browsers,
  stage: Stage,
  { rounds, networks }: { rounds: number; networks: readonly number[] },
): Promise<Samples<"schedule" | "restart">[]> {
  // One for all, since a user whom two homeservers claim has no session.
  const proxy = await startFaultProxy(stage.synapse.baseUrl);
  try {
    const arms = {
      postdate: arm(deedsOf(await clientIn(on, stage, proxy, {}))),
      native: arm(deedsOf(await clientIn(none, stage, proxy, NATIVE))),
      again: arm(deedsOf(await clientIn(again, stage, proxy, NATIVE))),
      fetch: arm(await deedsByFetch(none, stage, proxy)),
    };
    const samples: Samples<"schedule" | "restart">[] = [];
    for (const ms of networks) {
      proxy.clear();
      for (const preflights of [{}, { method: "OPTIONS" }]) proxy.inject(preflights, { kind: "delay", ms });
      samples.push(await takeTurns(["schedule", "restart"], arms, rounds));
    }
    return samples;
  } finally {
    await proxy.close();
  }
}

async function clientIn(
  browser: TestBrowser,
  stage: Stage,
  proxy: FaultProxy,
  options: Record<string, string>,
): Promise<OpenClient> {
  const client = await openClient(browser, stage, {
    widgetQuery: LAZY,
    homeserver: proxy.baseUrl,
    ...options,
  });
  await client.untilHeartbeat("the handshake is over", ({ phase }) => phase === "ready");
  return client;
}

/** Each delay is restarted only once, since browsers remember for some seconds that a URL needs no preflight. */
function arm({ toFront, schedule, restart, cancel }: Deeds) {
  return async () => {
    await toFront();
    const { took, delayId } = await schedule();
    await pause(SETTLED);
    const restarted = await restart(delayId);
    await cancel(delayId);
    return { schedule: took, restart: restarted };
  };
}

function deedsOf(client: OpenClient): Deeds {
  const update = (delay_id: string, action: string) =>
    timed(client, "org.matrix.msc4157.update_delayed_event", { delay_id, action });
  return {
    toFront: () => client.page.bringToFront(),
    async schedule() {
      const content = { msgtype: "m.text", body: "bench" };
      const { took, delayId } = await timed(client, "send_event", {
        type: "m.room.message",
        content,
        delay: DELAY,
      });
      return { took, delayId };
    },
    restart: async (delayId) => (await update(delayId, "restart")).took,
    cancel: (delayId) => update(delayId, "cancel"),
  };
}

/** @throws Error with the answer if that is an error */
async function timed(client: OpenClient, action: string, data: object) {
  const { took, answer } = await client.widget().evaluate(
    async (message) => {
      const begin = performance.now();
      const answer = await window.heartbeat.request(message);
      return { took: performance.now() - begin, answer };
    },
    { action, data },
  );
  const { response } = answer as { response: { delay_id?: string; error?: unknown } };
  if (response.error !== undefined) throw new Error(`${action}: ${JSON.stringify(response.error)}`);
  return { took, delayId: response.delay_id ?? "" };
}
