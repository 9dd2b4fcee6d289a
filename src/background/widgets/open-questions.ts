import type { ConsentAnswer, ConsentQuestion } from "../../messaging/views/consents.ts";
import { type ConsentSubject, isSame } from "./given-consents.ts";
import { isSame as isSameRefusal, refusedOf } from "./refusal.ts";
import { type Asker, hasLeft } from "./widget-load.ts";

/**
 * How many questions may be open about widgets of one origin, from one client, and in all. Any further one gets a no at
 * once.
 */
const OPEN = { ofWidget: 3, ofClient: 5, inAll: 20 };
/** The longest widget address that the user is asked about (characters): nobody could read more. */
const LONGEST_ADDRESS = 2_000;

/** A question that waits for its answer. */
export interface OpenQuestion {
  question: ConsentQuestion;
  asker: Asker;
  /** The features that have left the question, because "always" to the same question elsewhere allowed them. */
  allowed: string[];
  settle: (answered: ConsentResult) => void;
}

/** The user's answer to a question about these features, and the features that they had allowed before. */
export interface ConsentResult {
  said: ConsentAnswer;
  features: string[];
  allowed: string[];
}

/** Says whether too many questions are open to add this one. Questions that it replaces do not count. */
export function isTooMuch(subject: ConsentSubject, asker: Asker, questions: OpenQuestion[]): boolean {
  if (subject.widget.length > LONGEST_ADDRESS) return true;
  const open = questions.filter(({ asker: other }) => !hasLeft(other, asker));
  const ofClient = open.filter(
    ({ question: { partition, client } }) => partition === subject.partition && client === subject.client,
  );
  const ofWidget = ofClient.filter(({ question }) => isSameRefusal(refusedOf(question), refusedOf(subject)));
  return open.length >= OPEN.inAll || ofClient.length >= OPEN.ofClient || ofWidget.length >= OPEN.ofWidget;
}

/**
 * Applies an answer to another question about the same widget, client and account. "Once" counts for one load of the
 * widget only. Widgets without an address are all different: what one of them is allowed, the others are not.
 * @returns the other question without the answered features, perhaps with none left; unchanged if the answer does not
 *   apply to it
 */
export function leftOf(other: OpenQuestion, asked: ConsentQuestion, said: ConsentAnswer): OpenQuestion {
  const { question, allowed } = other;
  const holdsForAll = said === "no" || (said === "always" && URL.canParse(asked.widget));
  if (!holdsForAll || !isSame(question, asked)) return other;
  const isAnswered = (feature: string) => asked.features.includes(feature);
  return {
    ...other,
    question: { ...question, features: question.features.filter((feature) => !isAnswered(feature)) },
    allowed: said === "always" ? [...allowed, ...question.features.filter(isAnswered)] : allowed,
  };
}

/** @returns the subjects of questions that were refused together, each feature of a widget's origin once */
export function refusedIn(questions: ConsentQuestion[]): ConsentSubject[] {
  const counted = new Set<string>();
  return questions.map((question) => ({
    ...question,
    features: question.features.filter((feature) => {
      const size = counted.size;
      return counted.add(JSON.stringify([refusedOf(question), feature])).size > size;
    }),
  }));
}
