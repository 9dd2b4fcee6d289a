import { type Phrase, text } from "../src/browser/i18n.ts";
import { wordsFor } from "../src/features/features.ts";
import { phraseOf } from "../ui/feature-words.ts";

/** @returns the heading of a question about these features */
export function headingOf(features: string[]): Phrase {
  const [words, ...others] = features.map(wordsFor);
  return [words && others.length === 0 ? words.question : "consentSeveral"];
}

/** The meaning of each feature that a question is about; each has its name above if there are several. */
export function Wanted({ features }: { features: string[] }) {
  if (features.length === 1) return <Meaning feature={features[0] ?? ""} />;
  return (
    <ul class="wanted">
      {features.map((feature) => (
        <li key={feature} data-testid="wanted">
          <p class="headline">{phraseOf(feature)}</p>
          <Meaning feature={feature} />
        </li>
      ))}
    </ul>
  );
}

function Meaning({ feature }: { feature: string }) {
  return (
    <>
      {wordsFor(feature)?.meaning.map((sentence) => (
        <p key={sentence}>{text(sentence)}</p>
      ))}
    </>
  );
}
