import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useId } from "../../ui/use-id.ts";

interface ModalProps {
  id: string;
  head: string;
  onClose: () => void;
  /** @param close closes the window, and restores the focus */
  children: (close: () => void) => ComponentChildren;
}

/** A modal window. Escape closes it. */
export function Modal({ id, head, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={headId} data-testid={id} onClose={onClose}>
      <h2 id={headId}>{head}</h2>
      {children(() => dialog.current?.close())}
    </dialog>
  );
}
