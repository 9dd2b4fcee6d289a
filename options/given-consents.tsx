import { type Phrase, text } from "../src/browser/i18n.ts";
import type { GivenConsent, PresetConsent } from "../src/messaging/views/consents.ts";
import { featuresInCommon, phrasesOf } from "../ui/feature-words.ts";
import { Row } from "../ui/row.tsx";
import { useGoneRows } from "../ui/use-gone-rows.ts";
import { GivenConsentRow, PresetConsentRow } from "./given-consent.tsx";
import type { Model } from "./model.ts";

interface GivenConsentsProps {
  consents: GivenConsent[];
  /** The consents that an administrator has preset. */
  preset: PresetConsent[];
  revoke: Model["revoke"];
}

/** The permanent consents, each with a button that revokes it. */
export function GivenConsents({ consents, preset, revoke }: GivenConsentsProps) {
  const { gone, heading, counting } = useGoneRows();
  const common = featuresInCommon(consents);
  return (
    <section aria-labelledby="consents" data-testid="consents">
      <h2 id="consents" ref={heading} tabIndex={-1}>
        {text("alwaysAllowed")}
      </h2>
      <p class="quiet">{text(...hintOf(consents, common, preset.length > 0))}</p>
      <ul class="rows">
        {preset.map((consent) => (
          <Row key={JSON.stringify([consent.client, consent.widget])}>
            <PresetConsentRow consent={consent} />
          </Row>
        ))}
        {consents.map((consent) => (
          <Row key={JSON.stringify([consent.partition, consent.client, consent.userId, consent.widget])}>
            <GivenConsentRow
              consent={consent}
              namesFeatures={!common}
              revoke={counting(() => revoke(consent))}
            />
          </Row>
        ))}
      </ul>
      <p role="status" class="quiet" data-testid="revoked">
        {gone > 0 && text("revoked")}
      </p>
    </section>
  );
}

function hintOf(consents: GivenConsent[], common: string[] | undefined, isPreset: boolean): Phrase {
  if (consents.length === 0) return [isPreset ? "alwaysAllowedHint" : "noneAllowed"];
  return common ? ["alwaysAllowedTo", phrasesOf(common)] : ["alwaysAllowedHint"];
}
