import { type Phrase, text } from "../src/browser/i18n.ts";
import { FEATURES } from "../src/features/features.ts";
import type { PresetFault, PresetFaultReason } from "../src/messaging/preset-fault.ts";
import { visible } from "../ui/visible.ts";

const WORDS: Record<PresetFaultReason, Phrase> = {
  key: ["faultKey"],
  list: ["faultList"],
  switch: ["faultSwitch"],
  site: ["faultSite"],
  consent: ["faultConsent"],
  client: ["faultClient"],
  widget: ["faultWidget"],
  features: ["faultFeatures", FEATURES.map(({ id }) => id).join(", ")],
  "too-many": ["faultTooMany"],
};

/** The invalid entries of an administrator's preset, with what would be valid. */
export function PresetFaults({ faults }: { faults: PresetFault[] }) {
  return (
    <section aria-labelledby="preset-faults" data-testid="preset-faults">
      <h2 id="preset-faults">{text("presetFaultsHeading")}</h2>
      <p class="quiet">{text("presetFaultsHint")}</p>
      <ul class="rows">
        {faults.map(({ at, entry, why }) => (
          <li key={at} data-testid="preset-fault" data-at={at}>
            <bdi dir="ltr" class="entry">
              {visible(at)}: {visible(entry)}
            </bdi>
            <p class="quiet">{text(...WORDS[why])}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
