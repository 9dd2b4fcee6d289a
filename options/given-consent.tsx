import { language, text } from "../src/browser/i18n.ts";
import { withinDates } from "../src/delayed-events/times.ts";
import type { GivenConsent, PresetConsent } from "../src/messaging/views/consents.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { AttemptButton, AttemptFailure, useAttempt } from "../ui/attempt.tsx";
import { phrasesOf } from "../ui/feature-words.ts";
import { useId } from "../ui/use-id.ts";
import { visible } from "../ui/visible.ts";
import { WidgetWords } from "../ui/widget-words.tsx";
import { Preset } from "./checkbox.tsx";

interface GivenConsentRowProps {
  consent: GivenConsent;
  /** Whether the row names the allowed features; otherwise the list does so for all rows. */
  namesFeatures: boolean;
  /** Revokes the consent. Resolves with nothing if no answer came. */
  revoke: () => Promise<Outcome | undefined>;
}

/** One permanent consent: a widget, in one client, as one account. */
export function GivenConsentRow({ consent, namesFeatures, revoke }: GivenConsentRowProps) {
  const { widget, client, userId, features, givenAt } = consent;
  const id = useId();
  const attempt = useAttempt(revoke, "revokeFailed");

  return (
    <li data-testid="consent" data-widget={widget}>
      <div class="row">
        <div class="what">
          <WidgetWords address={widget} id={id} />
        </div>
        <AttemptButton attempt={attempt} label="revoke" testId="revoke" namedBy={id} />
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
        <dd>{new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(withinDates(givenAt))}</dd>
      </dl>
      <AttemptFailure attempt={attempt} />
    </li>
  );
}

/** One consent that an administrator has preset: a widget, in one client, as every account. */
export function PresetConsentRow({ consent: { widget, client, features } }: { consent: PresetConsent }) {
  return (
    <li data-testid="preset-consent" data-widget={widget}>
      <WidgetWords address={widget} />
      <Preset />
      <dl>
        <dt>{text("client")}</dt>
        <dd>
          <bdi dir="ltr">{visible(client)}</bdi>
        </dd>
        <dt>{text("account")}</dt>
        <dd>{text("allAccounts")}</dd>
        <dt>{text("allowedTo")}</dt>
        <dd>{phrasesOf(features)}</dd>
      </dl>
    </li>
  );
}
