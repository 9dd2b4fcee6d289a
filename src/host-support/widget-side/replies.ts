import { actionFor, featureOf } from "../../features/features.ts";
import { failureIn, saysUnknown } from "../../widget-api/errors.ts";
import type { Reply, WidgetRequest } from "../../widget-api/message.ts";
import { addVersions } from "../versions.ts";
import { REMEMBERED, type Step, type WidgetSide } from "./side.ts";
import { kept, keyOf, step, toHost } from "./steps.ts";

/** Has the script in the host's frame post a message to this page. */
export function deliver(side: WidgetSide, message: object): Step {
  const { knownTo: to, secret: nonce, delivered } = side;
  if (to === undefined) return step(side);
  const last = [...delivered, keyOf(message)].slice(-REMEMBERED);
  const next = { ...side, delivered: new Set(last) };
  return step(next, toHost(side, { postdate: "deliver", nonce, message }, to));
}

/** Remembers when a request first arrived: a held request comes by a second time. */
export function remember(side: WidgetSide, requestId: unknown, at: number): WidgetSide {
  const { passed } = side;
  if (passed.has(requestId)) return side;
  return { ...side, passed: new Map([...passed, [requestId, at] as const].slice(-REMEMBERED)) };
}

/**
 * The host has answered a request. That is not always the final answer:
 *  - its versions are not, if the script in its frame can add to them;
 *  - a failure of its driver at an action that the widget was allowed is not, unless the feature's capabilities were
 *    hidden from the host, so that the action is not the host's, or the feature's failures stand;
 *  - an unknown action is not, if the host was only allowed to try.
 */
export function hostReplies(side: WidgetSide, reply: Reply<WidgetRequest>): Step {
  const { requestId, response } = reply;
  const withOurs = side.passed.has(requestId) ? addVersions(reply) : undefined;
  if (withOurs) return kept(step(side, toHost(side, { postdate: "versions", message: withOurs })));
  const original = side.originals.get(requestId);
  const next = { ...side, originals: without(side.originals, requestId) };
  const isKnown = side.knownTo !== undefined;
  // If nothing can be delivered, the widget gets its host's own answer.
  if (original && isKnown) return kept(deliver(next, { ...original, response }));
  const at = side.passed.get(requestId);
  const after = { ...next, passed: without(side.passed, requestId) };
  const action = actionFor(reply);
  const failure = failureIn(reply);
  if (!isKnown || !action || failure === undefined) return step(after);
  const { id, whileUnknown, failuresStand } = featureOf(action);
  const isUntried = whileUnknown === "pass" && saysUnknown(failure);
  const failed = !isUntried && !failuresStand && failure === action.failure && !side.hiding.includes(id);
  return isUntried || failed ? kept(step(after, { do: "take-over", reply, at, failed })) : step(after);
}

function without<Value>(map: ReadonlyMap<unknown, Value>, key: unknown): ReadonlyMap<unknown, Value> {
  const next = new Map(map);
  next.delete(key);
  return next;
}
