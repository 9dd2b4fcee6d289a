import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import type { FaultProxy } from "../../test/environment/homeserver/fault-proxy.ts";
import { logIn } from "../../test/environment/homeserver/matrix-user.ts";
import type { Stage } from "../../test/environment/stage.ts";
import { DELAY, EVENTS, type TimedActions } from "./timed-actions.ts";

/** @returns actions by bare requests, from a page of the client's origin: no widget, no host, no extension */
export async function actionsByFetch(
  browser: TestBrowser,
  stage: Stage,
  proxy: FaultProxy,
): Promise<TimedActions> {
  const page = await browser.newPage(`${stage.clientOrigin}/hasty/blank.html`);
  const { accessToken } = await logIn(proxy.baseUrl, stage.alice.userId, stage.alice.password);
  const ask = (method: string, path: string, body: object) =>
    page.evaluate(request, method, `${proxy.baseUrl}/_matrix/client${path}`, accessToken, body);
  const update = (delayId: string, action: string) =>
    ask("POST", `/unstable/org.matrix.msc4140/delayed_events/${encodeURIComponent(delayId)}`, { action });
  return {
    toFront: () => page.bringToFront(),
    async schedule(what) {
      const { type, content, ...event } = EVENTS[what]();
      const end =
        "state_key" in event ? `state/${type}/${event.state_key}` : `send/${type}/${crypto.randomUUID()}`;
      const path = `/v3/rooms/${encodeURIComponent(stage.room)}/${end}`;
      const { took, answer } = await ask("PUT", `${path}?org.matrix.msc4140.delay=${DELAY}`, content);
      return { took, delayId: answer.delay_id ?? "" };
    },
    restart: async (delayId) => (await update(delayId, "restart")).took,
    cancel: (delayId) => update(delayId, "cancel"),
  };
}

/** Runs in the page. */
async function request(method: string, url: string, token: string, body: object) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const begin = performance.now();
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { delay_id?: string };
  const took = performance.now() - begin;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return { took, answer };
}
