import { text } from "../src/browser/i18n.ts";
import { failureWords } from "./delay-words.ts";
import type { Failure } from "./state.ts";

/** Why the last action on a delay came to nothing. */
export function FailureNote({ failure }: { failure: Failure | undefined }) {
  if (!failure) return null;
  return (
    <p role="alert" class="failure" data-testid="outcome" data-action={failure.action}>
      {text(...failureWords(failure))}
    </p>
  );
}
