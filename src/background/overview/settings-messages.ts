import { outcomeOf } from "../delays/refusals.ts";
import type { PresetReader } from "../preset.ts";
import type { Settings } from "../settings.ts";
import type { Sites } from "../sites.ts";
import type { Consent } from "../widgets/consent.ts";
import type { GivenConsents } from "../widgets/given-consents.ts";
import type { PromisedConsents } from "../widgets/promised-consents.ts";
import type { RefusedConsents } from "../widgets/refused-consents.ts";
import type { Handlers } from "./page-handlers.ts";

/** What the answers to the options page and the consent window need. */
export interface SettingsParts {
  sites: Pick<Sites, "list">;
  consent: Pick<Consent, "questions" | "answer">;
  givenConsents: Pick<GivenConsents, "seenFrom" | "revoke">;
  promisedConsents: Pick<PromisedConsents, "forgetWidget">;
  refusedConsents: Pick<RefusedConsents, "letAsk">;
  settings: Settings;
  preset: PresetReader;
  /** Epoch milliseconds. */
  now: () => number;
}

type Asks =
  | ("options" | "switch-unencrypted" | "switch-notifications" | "report-language")
  | ("consent-questions" | "consent-answer" | "revoke-consent" | "let-ask");

/** Answers questions about settings and consents. */
export function createSettingsMessages(parts: SettingsParts): Handlers<Asks> {
  const { sites, consent, givenConsents, promisedConsents, refusedConsents, settings, preset, now } = parts;
  const outcome = (task: () => Promise<void>) => outcomeOf(task, now);
  return {
    options: async ({ partition }) => {
      const { consents, faults } = await preset.get();
      return {
        sites: await sites.list(),
        consents: await givenConsents.seenFrom(partition),
        presetConsents: consents,
        ...(faults.length > 0 && { presetFaults: faults }),
        ...(await settings.all()),
      };
    },
    "switch-unencrypted": ({ on }) => outcome(() => settings.setUnencrypted(on)),
    "switch-notifications": ({ on }) => outcome(() => settings.setNotifications(on)),
    "report-language": ({ language }) => outcome(() => settings.setReportLanguage(language)),
    "consent-questions": async () => consent.questions(),
    "consent-answer": ({ id, answer }) =>
      outcome(async () => {
        if (!consent.answer(id, answer)) throw new Error("This question is no longer open.");
      }),
    "revoke-consent": (holder) =>
      outcome(async () => {
        await promisedConsents.forgetWidget(holder);
        await givenConsents.revoke(holder);
      }),
    "let-ask": (subject) => outcome(() => refusedConsents.letAsk(subject)),
  };
}
