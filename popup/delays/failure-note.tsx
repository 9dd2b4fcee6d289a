import { text } from "../../src/browser/i18n.ts";
import type { Failure } from "../state.ts";
import { failureWords } from "./update-words.ts";
import { wording } from "./wording.ts";

/** Why the last action on a delay failed. `now` is epoch milliseconds. */
export function FailureNote({ failure, now }: { failure: Failure | undefined; now: number }) {
  if (!failure) return null;
  return (
    <p role="alert" class="failure" data-testid="outcome" data-action={failure.action}>
      {text(...failureWords(failure, now, wording()))}
    </p>
  );
}
