import { useLayoutEffect, useRef } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import { useId } from "./use-id.ts";

interface ConfirmationProps {
  /** For tests: the ids of the buttons. `action` is the action to confirm. */
  testIds?: { yes: string; no: string };
  action?: string;
  /** The question's sentences. */
  question: Phrase[];
  yes: Phrase;
  /** The id of the element that names the object of the action. */
  named: string;
  /** The height of the first step's buttons (px). */
  height?: number;
  onYes: () => void;
  onNo: () => void;
}

/**
 * The second step of an action that cannot be undone. The question replaces all of the first step's buttons, so a
 * double click cannot confirm. Escape and leaving the panel return to the first step.
 */
export function Confirmation(props: ConfirmationProps) {
  const {
    testIds = { yes: "confirm", no: "back" },
    action,
    question,
    yes,
    named,
    height = 0,
    onYes,
    onNo,
  } = props;
  const id = useId();
  const panel = useRef<HTMLFieldSetElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => confirm.current?.focus(), []);
  return (
    <fieldset
      class="confirmation"
      ref={panel}
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        // The repetition of a key that is held down must not confirm.
        if (event.repeat) event.preventDefault();
        if (event.key !== "Escape") return;
        // Otherwise the browser closes the popup.
        event.preventDefault();
        onNo();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!panel.current?.contains(relatedTarget as Node | null)) onNo();
      }}
    >
      <p id={id} style={{ minBlockSize: `${height}px` }}>
        {question.map((phrase) => text(...phrase)).join(" ")}
      </p>
      <div class="buttons">
        <button
          type="button"
          class="danger"
          id={`${id}-yes`}
          data-testid={testIds.yes}
          data-action={action}
          aria-labelledby={`${id}-yes ${named}`}
          aria-describedby={id}
          ref={confirm}
          onClick={onYes}
        >
          {text(...yes)}
        </button>
        <button type="button" data-testid={testIds.no} onClick={onNo}>
          {text("back")}
        </button>
      </div>
    </fieldset>
  );
}
