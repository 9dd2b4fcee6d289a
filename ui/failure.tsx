import { type Phrase, text } from "../src/browser/i18n.ts";

/** Why something was not done, if it was not. */
export function Failure({ failure, testId }: { failure: Phrase | undefined; testId?: string }) {
  return failure ? (
    <p role="alert" class="failure" data-testid={testId}>
      {text(...failure)}
    </p>
  ) : null;
}
