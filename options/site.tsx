import { useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { SiteChoice } from "../src/messaging/views/options.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { AttemptButton, AttemptFailure, useAttempt } from "../ui/attempt.tsx";
import { Failure } from "../ui/failure.tsx";
import { hostOfPattern } from "../ui/hosts.ts";
import { useId } from "../ui/use-id.ts";
import { Preset } from "./checkbox.tsx";

interface SiteProps {
  choice: SiteChoice;
  /** Requests the browser's permission. Resolves with why the site is not allowed; with nothing if it is. */
  allow: () => Promise<Phrase | undefined>;
  /** Resolves with nothing if no answer came. */
  switchOff: () => Promise<Outcome | undefined>;
}

/** One chosen site. */
export function Site({ choice: { site, on, preset }, allow, switchOff }: SiteProps) {
  const id = useId();
  const attempt = useAttempt(switchOff, "settingFailed");
  const [denied, setDenied] = useState<Phrase>();
  return (
    <li data-testid="site" data-site={site}>
      <div class="row">
        <div class="what" id={id}>
          <bdi dir="ltr" class="host">
            {hostOfPattern(site)}
          </bdi>
          {site.startsWith("http:") && <span class="quiet"> {text("plainHttp")}</span>}
          {preset && <Preset />}
          {preset && !on && <p class="quiet">{text("siteNotAllowed")}</p>}
        </div>
        {!preset && <AttemptButton attempt={attempt} label="siteSwitchOff" testId="site-off" namedBy={id} />}
        {preset && !on && (
          <button
            type="button"
            data-testid="site-allow"
            id={`${id}allow`}
            aria-labelledby={`${id}allow ${id}`}
            onClick={() => void allow().then(setDenied)}
          >
            {text("siteAllow")}
          </button>
        )}
      </div>
      <AttemptFailure attempt={attempt} />
      <Failure failure={denied} />
    </li>
  );
}
