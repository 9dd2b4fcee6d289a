import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { type Phrase, text } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";

/** The actions that hurt a call when they are done to its leave. */
export type RiskyAction = Exclude<UpdateAction, "restart">;

const WARNINGS: Record<RiskyAction, { warning: Phrase; yes: Phrase }> = {
  send: { warning: ["sendLeaveWarning"], yes: ["sendLeave"] },
  cancel: { warning: ["cancelLeaveWarning"], yes: ["cancelLeave"] },
};

interface ConfirmationProps {
  action: RiskyAction;
  onYes: () => void;
  onNo: () => void;
}

/**
 * The second step. Its words stand where the first step's buttons were, so a double click cannot confirm. Escape and
 * leaving the panel take it back.
 */
export function Confirmation({ action, onYes, onNo }: ConfirmationProps) {
  const id = useId();
  const panel = useRef<HTMLFieldSetElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => confirm.current?.focus(), []);
  const { warning, yes } = WARNINGS[action];
  return (
    <fieldset
      class="confirmation"
      ref={panel}
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        // A key that is held down would confirm by repeating.
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
      <p id={id}>{text(...warning)}</p>
      <div class="buttons">
        <button
          type="button"
          class="danger"
          data-testid="confirm"
          data-action={action}
          aria-describedby={id}
          ref={confirm}
          onClick={onYes}
        >
          {text(...yes)}
        </button>
        <button type="button" data-testid="back" onClick={onNo}>
          {text("back")}
        </button>
      </div>
    </fieldset>
  );
}
