import { setTimeout as pause } from "node:timers/promises";
import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import { type FaultProxy, startFaultProxy } from "../../test/environment/homeserver/fault-proxy.ts";
import { type OpenClient, openClient, type Stage } from "../../test/environment/stage.ts";
import type { Browsers } from "../browsers.ts";
import { type Samples, takeTurns } from "../contest.ts";
import { actionsByFetch } from "./by-fetch.ts";
import { DELAY, EVENTS, STATE, type TimedActions } from "./timed-actions.ts";

/** How long the extension looks for blockers after scheduling (ms), which is not part of the widget's time. */
const SETTLED = 300;
const LAZY = `delay=${DELAY}&interval=3600000&extra=org.matrix.msc2762.send.state_event:${STATE}`;
/** The parts that are timed. */
export const PARTS = ["restart", "schedule", "lastWill"] as const;
export type Part = (typeof PARTS)[number];
const NATIVE = { host: "1.19.0", driver: "native" };

/**
 * Measures two schedules and a restart, from the widget's request to its response (ms): by Postdate with a host that
 * lacks delayed events, by a host that knows them, and by bare requests from a page. Repeats all of it for each
 * network.
 * @param networks how long each of the homeserver's answers takes to arrive, preflights included (ms)
 * @returns the samples for each network, in the same order
 */
export async function widgetRequests(
  { none, again, on }: Browsers,
  stage: Stage,
  { rounds, networks }: { rounds: number; networks: readonly number[] },
): Promise<Samples<Part>[]> {
  // All arms share one proxy, since a user whom two homeservers claim has no session.
  const proxy = await startFaultProxy(stage.synapse.baseUrl);
  try {
    const arms = {
      postdate: arm(actionsOf(await clientIn(on, stage, proxy, {}))),
      native: arm(actionsOf(await clientIn(none, stage, proxy, NATIVE))),
      again: arm(actionsOf(await clientIn(again, stage, proxy, NATIVE))),
      fetch: arm(await actionsByFetch(none, stage, proxy)),
    };
    const samples: Samples<Part>[] = [];
    for (const ms of networks) {
      proxy.clear();
      for (const preflights of [{}, { method: "OPTIONS" }]) proxy.inject(preflights, { kind: "delay", ms });
      samples.push(await takeTurns(PARTS, arms, rounds));
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

/** Restarts each delay only once, because of the preflight as well. */
function arm({ toFront, schedule, restart, cancel }: TimedActions) {
  return async () => {
    await toFront();
    const message = await schedule("schedule");
    await pause(SETTLED);
    const restarted = await restart(message.delayId);
    await cancel(message.delayId);
    const will = await schedule("lastWill");
    await pause(SETTLED);
    await cancel(will.delayId);
    return { schedule: message.took, restart: restarted, lastWill: will.took };
  };
}

function actionsOf(client: OpenClient): TimedActions {
  const update = (delay_id: string, action: string) =>
    timed(client, "org.matrix.msc4157.update_delayed_event", { delay_id, action });
  return {
    toFront: () => client.page.bringToFront(),
    schedule: (what) => timed(client, "send_event", { ...EVENTS[what](), delay: DELAY }),
    restart: async (delayId) => (await update(delayId, "restart")).took,
    cancel: (delayId) => update(delayId, "cancel"),
  };
}

/** Sends a widget's request, and times it. @throws Error with the answer if that is an error */
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
