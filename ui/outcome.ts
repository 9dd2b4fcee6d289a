import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { isObject } from "../src/widget-api/message.ts";

/** Says whether the background's answer is an outcome. */
export function isOutcome(answer: unknown): answer is Outcome {
  return (
    isObject(answer) && (answer.ok === true || (answer.ok === false && typeof answer.error === "string"))
  );
}
