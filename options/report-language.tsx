import { type Phrase, text } from "../src/browser/i18n.ts";
import type { ReportLanguage as Language } from "../src/messaging/views/options.ts";
import { Failure } from "../ui/failure.tsx";
import { useId } from "../ui/use-id.ts";

const LANGUAGES = { browser: "languageBrowser", en: "languageEnglish" } as const;

interface ReportLanguageProps {
  language: Language;
  failure: Phrase | undefined;
  choose: (language: Language) => void;
}

/** The language in which reports are written. */
export function ReportLanguage({ language, failure, choose }: ReportLanguageProps) {
  const id = useId();
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">{text("languageHeading")}</h2>
      <p class="choice">
        <label for={id}>{text("languageLabel")}</label>
        <select
          id={id}
          data-testid="language"
          value={language}
          onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([value, label]) => (
            <option key={value} value={value}>
              {text(label)}
            </option>
          ))}
        </select>
      </p>
      <Failure failure={failure} />
    </section>
  );
}
