import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Phrase, text } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { Confirmation } from "../../ui/confirmation.tsx";
import { useId } from "../../ui/use-id.ts";
import { actionWords, warningWords } from "./action-words.ts";

const ACTIONS: readonly UpdateAction[] = ["restart", "send", "cancel"];

type ConfirmedAction = "send" | "cancel" | "cancel-all";

interface DelayActionsProps {
  delay: DelayView;
  /** The id of the element that names the delay. */
  named: string;
  running: UpdateAction | undefined;
  /** How many pending delays its widget has, including this one. */
  ofWidget: number;
  update: (action: UpdateAction) => void;
  cancelAll: () => void;
}

/** The buttons for a delay. Each names its effect on this delay; actions that cannot be undone need a confirmation. */
export function DelayActions({ delay, named, running, ofWidget, update, cancelAll }: DelayActionsProps) {
  const id = useId();
  const [asked, setAsked] = useState<ConfirmedAction>();
  const pressed = useRef<string | undefined>(undefined);
  const buttons = useRef<HTMLDivElement>(null);
  const height = useRef(0);

  // The focus is lost when its button is disabled or replaced; it returns once the button does.
  useLayoutEffect(() => {
    if (running || asked || document.activeElement !== document.body) return;
    buttons.current?.querySelector<HTMLElement>(`[data-testid="${pressed.current}"]`)?.focus();
    pressed.current = undefined;
  }, [running, asked]);

  if (asked)
    return (
      <Confirmation
        action={asked}
        {...questionAbout(asked, delay, ofWidget)}
        height={height.current}
        named={named}
        onYes={() => {
          setAsked(undefined);
          if (asked === "cancel-all") cancelAll();
          else update(asked);
        }}
        onNo={() => setAsked(undefined)}
      />
    );

  const button = (name: UpdateAction | "cancel-all", label: Phrase) => (
    <button
      key={name}
      type="button"
      id={`${id}-${name}`}
      data-testid={name}
      aria-labelledby={`${id}-${name} ${named}`}
      disabled={running !== undefined}
      aria-busy={running === name}
      onClick={() => {
        pressed.current = name;
        height.current = buttons.current?.getBoundingClientRect().height ?? 0;
        if (name === "restart") update(name);
        else setAsked(name);
      }}
    >
      {text(...label)}
    </button>
  );
  return (
    <div class="buttons" ref={buttons}>
      {ACTIONS.map((action) => button(action, actionWords(action, delay, text("textLanguage"))))}
      {ofWidget > 1 && button("cancel-all", ["cancelAllOfWidget", String(ofWidget)])}
    </div>
  );
}

function questionAbout(asked: ConfirmedAction, delay: DelayView, ofWidget: number) {
  if (asked === "cancel-all")
    return {
      question: [["cancelAllWarning"] as Phrase],
      yes: ["cancelAllOfWidget", String(ofWidget)] as Phrase,
    };
  const yes = actionWords(asked, delay, text("textLanguage"));
  return { question: [warningWords(asked, delay.purpose)], yes };
}
