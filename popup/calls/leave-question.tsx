import { useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import type { CallMembership } from "../../src/messaging/contract.ts";
import { useId } from "../../ui/use-id.ts";
import { questionWords } from "./call-words.ts";

interface LeaveQuestionProps {
  call: CallMembership;
  onYes: () => void;
  onNo: () => void;
}

/**
 * Asks whether a call is to be left. Its words stand where the button was, so a double click is no answer. Escape and
 * leaving the panel take it back.
 */
export function LeaveQuestion({ call, onYes, onNo }: LeaveQuestionProps) {
  const id = useId();
  const panel = useRef<HTMLFieldSetElement>(null);
  const yes = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => yes.current?.focus(), []);
  return (
    <fieldset
      class="confirmation"
      ref={panel}
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        // A key that is held down would answer by repeating.
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
      <p id={id}>
        {questionWords(call)
          .map((phrase) => text(...phrase))
          .join(" ")}
      </p>
      <div class="buttons">
        <button
          type="button"
          class="danger"
          data-testid="leave-yes"
          aria-describedby={id}
          ref={yes}
          onClick={onYes}
        >
          {text("leaveCallYes")}
        </button>
        <button type="button" data-testid="leave-no" onClick={onNo}>
          {text("back")}
        </button>
      </div>
    </fieldset>
  );
}
