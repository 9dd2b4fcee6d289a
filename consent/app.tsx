import { text } from "../src/browser/i18n.ts";
import type { ConsentAnswer } from "../src/messaging/views/consents.ts";
import { Question } from "./question.tsx";
import type { ConsentState } from "./state.ts";

interface AppProps {
  state: ConsentState;
  answer: (id: string, said: ConsentAnswer) => Promise<void>;
}

/** The whole window: the first question, or a note that there is none or that the background does not answer. */
export function App({ state, answer }: AppProps) {
  const { questions, before, silent, answering, tooLate } = state;
  const question = questions?.[0];
  const total = before + (questions?.length ?? 0);
  return (
    <>
      <header>
        <h1>
          <img src="../icons/48.png" width="20" height="20" alt="" />
          {text("name")}
        </h1>
        <span role="status" class="position" data-testid="position">
          {question && total > 1 && text("consentPosition", String(before + 1), String(total))}
        </span>
      </header>
      <div role="alert" class="notice">
        {silent && <Note testid="silent" headline={text("silent")} advice={text("consentSilentAdvice")} />}
        {tooLate && (
          <Note testid="failure" headline={text("consentFailed")} advice={text("consentFailedAdvice")} />
        )}
      </div>
      {question && (
        <Question
          key={question.id}
          question={question}
          busy={answering !== undefined}
          answer={(said) => void answer(question.id, said)}
        />
      )}
      <div role="status" class="state">
        {!questions && !silent && <p>{text("looking")}</p>}
        {questions && !question && !silent && !tooLate && (
          <Note testid="nothing" headline={text("nothingAsked")} advice={text("nothingAskedAdvice")} />
        )}
      </div>
    </>
  );
}

function Note({ testid, headline, advice }: { testid: string; headline: string; advice: string }) {
  return (
    <div data-testid={testid}>
      <p class="headline">{headline}</p>
      <p>{advice}</p>
    </div>
  );
}
