import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface MenuProps {
  id: string;
  label: string;
  /** @param close closes the menu and focuses its button */
  children: (close: () => void) => ComponentChildren;
}

/** A button that opens a menu. Escape, a press elsewhere, or moving the focus away closes it. */
export function Menu({ id, label, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  function close(): void {
    if (!menu.current?.open) return;
    menu.current.open = false;
    menu.current.querySelector("summary")?.focus();
  }
  useEffect(() => {
    const pressed = ({ target }: Event) => {
      if (menu.current && !menu.current.contains(target as Node)) menu.current.open = false;
    };
    document.addEventListener("pointerdown", pressed);
    return () => document.removeEventListener("pointerdown", pressed);
  }, []);
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!relatedTarget || !menu.current || menu.current.contains(relatedTarget as Node)) return;
        menu.current.open = false;
      }}
    >
      <summary class="button" data-testid={id}>
        {label}
      </summary>
      <div class="unfolded">{children(close)}</div>
    </details>
  );
}
