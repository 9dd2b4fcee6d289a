import type { ComponentChildren } from "preact";
import { useId } from "../../ui/use-id.ts";

interface FoldingRowProps {
  /** The id of the row's name; the names of its buttons refer to it, too. */
  named: string;
  /** The first line, which names the row. */
  label: string;
  /** The second line. */
  place: ComponentChildren;
  /** A time, at the end of the two lines. */
  when?: ComponentChildren;
  /** Whether the time is part of the row's accessible name: it is, unless it counts down. */
  isDated?: boolean;
  isOpen: boolean;
  toggle: () => void;
  /** The unfolded part, made only while the row is open. */
  children: () => ComponentChildren;
}

/** A row of two lines that unfolds. The first line is a button, which takes clicks anywhere on the two. */
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
