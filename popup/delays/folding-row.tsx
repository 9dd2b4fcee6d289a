import type { ComponentChildren } from "preact";
import { useId } from "../../ui/use-id.ts";

interface FoldingRowProps {
  /** The id of the row's name, by which its buttons are named as well. */
  named: string;
  /** What it is. */
  label: string;
  /** The second line. */
  place: ComponentChildren;
  /** What stands at the end of the two lines. */
  when?: ComponentChildren;
  /** Whether that is part of its name, for it stands still. */
  isDated?: boolean;
  isOpen: boolean;
  toggle: () => void;
  /** What opens below; made only when it is open. */
  children: () => ComponentChildren;
}

/** Two calm lines that open: the first is a button, which takes clicks anywhere on the two. */
export function FoldingRow({
  named,
  label,
  place,
  when,
  isDated,
  isOpen,
  toggle,
  children,
}: FoldingRowProps) {
  const panel = useId();
  return (
    <>
      <div class="fold">
        <div class="lines">
          <button
            type="button"
            class="name"
            id={named}
            data-testid="open"
            aria-expanded={isOpen}
            aria-controls={isOpen ? panel : undefined}
            aria-labelledby={`${named} ${named}-place${isDated ? ` ${named}-when` : ""}`}
            onClick={toggle}
          >
            {label}
          </button>
          <p class="place" id={`${named}-place`}>
            {place}
          </p>
        </div>
        {when && (
          <div class="when" id={`${named}-when`}>
            {when}
          </div>
        )}
      </div>
      {isOpen && (
        <div class="opened" id={panel}>
          {children()}
        </div>
      )}
    </>
  );
}
