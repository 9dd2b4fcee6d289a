import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import { Failure } from "../ui/failure.tsx";
import { useId } from "../ui/use-id.ts";

interface CheckboxProps {
  testId: string;
  label: Phrase;
  meaning: Phrase;
  checked: boolean;
  /** Whether an administrator has preset it. */
  preset: boolean;
  /** Why the last change did not count. */
  failure: Phrase | undefined;
  change: (on: boolean) => void;
  children?: ComponentChildren;
}

/** One setting that is on or off, with its meaning. It shows the actual state, not the click. */
export function Checkbox(props: CheckboxProps) {
  const { testId, label, meaning, checked, preset, failure, change } = props;
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  // The browser ticks the box on a click, even if the change fails.
  useLayoutEffect(() => {
    if (box.current) box.current.checked = checked;
  });
  return (
    <div class="setting">
      <input
        type="checkbox"
        id={id}
        ref={box}
        data-testid={testId}
        aria-describedby={`${id}meaning`}
        checked={checked}
        disabled={preset}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
      <label for={id}>{text(...label)}</label>
      <div class="meaning" id={`${id}meaning`}>
        {preset && <Preset />}
        <p class="quiet">{text(...meaning)}</p>
      </div>
      {props.children}
      <Failure failure={failure} testId={`${testId}-failure`} />
    </div>
  );
}

/** The note that an administrator has preset something. */
export function Preset() {
  return (
    <p class="preset" data-testid="preset">
      {text("setByOrganisation")}
    </p>
  );
}
