import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import { PRIVATE_PARTITION } from "../src/messaging/sender.ts";
import type { ConsentAnswer, ConsentQuestion } from "../src/messaging/views/consents.ts";
import { useId } from "../ui/use-id.ts";
import { visible } from "../ui/visible.ts";
import { readAddress } from "../ui/widget-address.ts";
import { WidgetWords } from "../ui/widget-words.tsx";
import { useGuard } from "./use-guard.ts";
import { headingOf, Wanted } from "./wanted.tsx";

interface QuestionProps {
  question: ConsentQuestion;
  /** Whether an answer is on its way. */
  busy: boolean;
  answer: (said: ConsentAnswer) => void;
}

const ANSWERS: [ConsentAnswer, Phrase][] = [
  ["once", ["allowOnce"]],
  ["always", ["allowAlways"]],
  ["no", ["dontAllow"]],
];

/**
 * One question. Its section gets the focus first, so that screen readers announce it, and so that only Escape answers
 * it before the user has moved to a button.
 */
export function Question({ question, busy, answer }: QuestionProps) {
  const id = useId();
  const frame = useRef<HTMLElement>(null);
  const answers = answersTo(question);
  const { open, isOpen } = useGuard();
  useLayoutEffect(() => frame.current?.focus({ preventScroll: true }), []);

  function say(said: ConsentAnswer): void {
    if (!busy && isOpen()) answer(said);
  }

  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      if (!["Enter", " ", "Escape"].includes(event.key)) return;
      // A key that is held down was pressed before the question appeared.
      if (event.repeat) event.preventDefault();
      else if (event.key === "Escape") say("no");
    }
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });

  return (
    <section
      role="alertdialog"
      aria-labelledby={`${id}question`}
      aria-describedby={`${id}facts ${id}meaning`}
      tabIndex={-1}
      ref={frame}
      data-testid="question"
      data-id={question.id}
    >
      <div class="words">
        <h2 id={`${id}question`}>{text(...headingOf(question.features))}</h2>
        <Facts id={`${id}facts`} question={question} />
        <div id={`${id}meaning`} class="meaning">
          <Wanted features={question.features} />
          <p class="quiet">{text(...choicesWords(question))}</p>
        </div>
      </div>
      <div class="buttons">
        {answers.map(([said, label]) => (
          <button
            key={said}
            type="button"
            data-testid={said}
            aria-disabled={busy || !open}
            onClick={() => say(said)}
          >
            {text(...label)}
          </button>
        ))}
      </div>
    </section>
  );
}

function Facts({ id, question: { widget, client, userId } }: { id: string; question: ConsentQuestion }) {
  return (
    <dl id={id}>
      <dt>{text("widget")}</dt>
      <dd data-testid="widget">
        <WidgetWords address={widget} />
      </dd>
      <dt>{text("client")}</dt>
      <dd data-testid="client">
        <bdi dir="ltr">{visible(client)}</bdi>
      </dd>
      <dt>{text("account")}</dt>
      <dd data-testid="account">
        <bdi dir="ltr">{visible(userId)}</bdi>
      </dd>
    </dl>
  );
}

/** @returns the sentence that says how long each answer is valid */
function choicesWords(question: ConsentQuestion): Phrase {
  if (answersTo(question).length < 3) return ["consentChoiceOnce"];
  return [question.partition === PRIVATE_PARTITION ? "consentChoicesPrivate" : "consentChoices"];
}

/** @returns the possible answers. A widget without an address cannot be told from another, so it gets no *always* */
function answersTo({ widget }: ConsentQuestion): [ConsentAnswer, Phrase][] {
  return ANSWERS.filter(([said]) => said !== "always" || readAddress(widget) !== undefined);
}
