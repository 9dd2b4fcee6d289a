import { until } from "../until.ts";
import type { OpenCall } from "./open-call.ts";

const TURN = { username: "turn-user-of-the-call", password: "turn-password-of-the-call" };
const KEY = "key-of-the-call-that-nobody-may-read";
/** The secrets of `sayOtherSecrets`. */
export const SAID = [TURN.username, TURN.password, KEY];

/**
 * Makes the host and the call exchange the secrets that this call does not exchange by itself: a TURN server's, and
 * keys for others.
 */
export async function sayOtherSecrets({ page, call, requests }: OpenCall, userId: string): Promise<void> {
  await page.evaluate((turn) => {
    const data = { uris: ["turn:turn.example:3478"], ...turn };
    const asked = {
      api: "toWidget",
      widgetId: "call",
      requestId: "turn-1",
      action: "update_turn_servers",
      data,
    };
    document.querySelector("iframe")?.contentWindow?.postMessage(asked, "*");
  }, TURN);
  await call().evaluate(
    (key, user) => {
      const messages = { [user]: { "*": { keys: [{ index: 0, key }], device_id: "D" } } };
      const data = { type: "io.element.call.encryption_keys", encrypted: false, messages };
      const asked = {
        api: "fromWidget",
        widgetId: "call",
        requestId: "keys-1",
        action: "send_to_device",
        data,
      };
      window.parent.postMessage(asked, "*");
    },
    KEY,
    userId,
  );
  await until("the keys are answered", async () =>
    (await requests()).some(({ requestId, response }) => requestId === "keys-1" && response !== undefined),
  );
}

/** @returns the secrets that the call and its host have exchanged, as recorded in the call */
export async function secretsHeard({ requests }: OpenCall) {
  const heard = await requests();
  const texts = (values: unknown[]) => [...new Set(values.filter((each) => typeof each === "string"))];
  return {
    delayIds: texts(heard.flatMap(({ data, response }) => [data.delay_id, response?.delay_id])),
    openIdTokens: texts(heard.map(({ response }) => response?.access_token)),
  };
}
