import { useId, useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { GivenConsent, Outcome } from "../src/messaging/contract.ts";
import { phrasesOf } from "../ui/feature-words.ts";
import { visible } from "../ui/visible.ts";
import { WidgetWords } from "../ui/widget-words.tsx";
import { dateOf } from "./times.ts";

interface GivenConsentRowProps {
  consent: GivenConsent;
  /** Says what it may do; otherwise the list has said so of all. */
  namesFeatures: boolean;
  /** Takes it back. Resolves with nothing if no answer came. */
  revoke: () => Promise<Outcome | undefined>;
}

/** One widget that is always allowed something, in one client, as one account. */
export function GivenConsentRow({ consent, namesFeatures, revoke }: GivenConsentRowProps) {
  const { widget, client, userId, features, givenAt } = consent;
  const id = useId();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<Phrase>();

  async function press(): Promise<void> {
    if (running) return;
    setRunning(true);
    setFailure(undefined);
    const outcome = await revoke();
    setRunning(false);
    if (!outcome) setFailure(["updateUnanswered"]);
    else if (!outcome.ok) setFailure(["revokeFailed", visible(outcome.error)]);
  }

  return (
    <li data-testid="consent" data-widget={widget}>
      <div class="row">
        <div class="what">
          <WidgetWords address={widget} id={id} />
        </div>
        {/* Not disabled meanwhile, because that would take the focus from it. */}
        <button
          type="button"
          data-testid="revoke"
          aria-describedby={id}
          aria-disabled={running}
          aria-busy={running}
          onClick={() => void press()}
        >
          {text("revoke")}
        </button>
      </div>
      <dl>
        <dt>{text("client")}</dt>
        <dd>
          <bdi dir="ltr">{visible(client)}</bdi>
        </dd>
        <dt>{text("account")}</dt>
        <dd>
          <bdi dir="ltr">{visible(userId)}</bdi>
        </dd>
        {namesFeatures && (
          <>
            <dt>{text("allowedTo")}</dt>
            <dd data-testid="features">{phrasesOf(features)}</dd>
          </>
        )}
        <dt>{text("allowedAt")}</dt>
        <dd>{new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(dateOf(givenAt))}</dd>
      </dl>
      {failure && (
        <p role="alert" class="failure">
          {text(...failure)}
        </p>
      )}
    </li>
  );
}
