import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import type { RefusedConsent } from "../../src/messaging/contract.ts";
import { featuresInCommon, phrasesOf } from "../../ui/feature-words.ts";
import type { Model } from "../model.ts";
import { RefusedConsentRow } from "./refused-consent.tsx";

interface RefusedConsentsProps {
  refused: RefusedConsent[];
  letAsk: Model["letAsk"];
}

/**
 * The widgets of this client that the user said no to, each with a button that lets it ask again. Empty if there is
 * none.
 */
export function RefusedConsents({ refused, letAsk }: RefusedConsentsProps) {
  const [allowed, setAllowed] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);

  // The row that is gone has taken the keyboard focus with it.
  useLayoutEffect(() => {
    if (allowed > 0 && document.activeElement === document.body) heading.current?.focus();
  }, [allowed]);

  if (refused.length === 0 && allowed === 0) return null;
  const common = featuresInCommon(refused);
  return (
    <section aria-labelledby="refused" data-testid="refused">
      <h2 id="refused" ref={heading} tabIndex={-1}>
        {text("notAsking")}
      </h2>
      {refused.length > 0 && (
        <p class="quiet">{common ? text("notAskingAbout", phrasesOf(common)) : text("notAskingHint")}</p>
      )}
      <ul class="consents">
        {refused.map((each) => (
          <RefusedConsentRow
            key={each.widget}
            refused={each}
            namesFeatures={!common}
            letAsk={async () => {
              const outcome = await letAsk(each);
              if (outcome?.ok) setAllowed((count) => count + 1);
              return outcome;
            }}
          />
        ))}
      </ul>
      <p role="status" class="quiet" data-testid="may-ask">
        {allowed > 0 && text("mayAsk")}
      </p>
    </section>
  );
}
