import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Phrase, text } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { Purpose } from "../../src/delayed-events/purpose.ts";
import { Confirmation, type RiskyAction } from "./confirmation.tsx";

interface DelayActionsProps {
  /** The id of the element that says which delay this is. */
  delayWords: string;
  purpose: Purpose;
  running: UpdateAction | undefined;
  update: (action: UpdateAction) => Promise<void>;
}

const ACTIONS: [UpdateAction, Phrase][] = [
  ["restart", ["restart"]],
  ["send", ["sendNow"]],
  ["cancel", ["cancel"]],
];

/** Restart, send now, cancel. An action that hurts a call asks for confirmation in place. */
export function DelayActions({ delayWords, purpose, running, update }: DelayActionsProps) {
  const [warning, setWarning] = useState<RiskyAction>();
  const pressed = useRef<UpdateAction | undefined>(undefined);
  const buttons = useRef<HTMLDivElement>(null);

  // The focus is lost when its button is disabled or replaced; it returns with the button.
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
          aria-describedby={delayWords}
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
