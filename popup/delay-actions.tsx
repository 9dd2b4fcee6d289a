import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { Purpose } from "../src/delayed-events/purpose.ts";
import type { UpdateAction } from "../src/delayed-events/stand-in.ts";

interface DelayActionsProps {
  purpose: Purpose;
  running: UpdateAction | undefined;
  update: (action: UpdateAction) => Promise<void>;
}

type Risky = Exclude<UpdateAction, "restart">;

const ACTIONS: [UpdateAction, Phrase][] = [
  ["restart", ["restart"]],
  ["send", ["sendNow"]],
  ["cancel", ["cancel"]],
];

/** Restart, send now, cancel. What hurts a call is asked once more in place. */
export function DelayActions({ purpose, running, update }: DelayActionsProps) {
  const [warning, setWarning] = useState<Risky>();
  const pressed = useRef<UpdateAction | undefined>(undefined);
  const buttons = useRef<HTMLDivElement>(null);

  // Focus is lost when its button is disabled or replaced; it comes back with the button.
  useLayoutEffect(() => {
    if (running || warning || document.activeElement !== document.body) return;
    buttons.current?.querySelector<HTMLElement>(`[data-testid="${pressed.current}"]`)?.focus();
    pressed.current = undefined;
  }, [running, warning]);

  function press(action: UpdateAction): void {
    pressed.current = action;
    if (purpose === "call-leave" && action !== "restart") setWarning(action);
    else void update(action);
  }

  if (warning)
    return (
      <Confirmation
        action={warning}
        onYes={() => {
          setWarning(undefined);
          void update(warning);
        }}
        onNo={() => setWarning(undefined)}
      />
    );
  return (
    <div class="buttons" ref={buttons}>
      {ACTIONS.map(([action, label]) => (
        <button
          key={action}
          type="button"
          data-testid={action}
          disabled={running !== undefined}
          aria-busy={running === action}
          onClick={() => press(action)}
        >
          {text(...label)}
        </button>
      ))}
    </div>
  );
}

const WARNINGS: Record<Risky, { warning: Phrase; yes: Phrase }> = {
  send: { warning: ["sendLeaveWarning"], yes: ["sendLeave"] },
  cancel: { warning: ["cancelLeaveWarning"], yes: ["cancelLeave"] },
};

interface ConfirmationProps {
  action: Risky;
  onYes: () => void;
  onNo: () => void;
}

/**
 * The second step. Its words stand where the first step's buttons stood, so a double click cannot confirm; Escape, and
 * leaving it, take it back.
 */
function Confirmation({ action, onYes, onNo }: ConfirmationProps) {
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
        // A key that is held down would confirm by its repetition.
        if (event.repeat) event.preventDefault();
        if (event.key !== "Escape") return;
        // Else the browser closes the popup.
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
