import { type Phrase, text } from "../src/browser/i18n.ts";

/** Why an action failed, if it did. */
export function Failure({ failure, testId }: { failure: Phrase | undefined; testId?: string }) {
  return failure ? (
    <p role="alert" class="failure" data-testid={testId}>
      {text(...failure)}
    </p>
  ) : null;
}
