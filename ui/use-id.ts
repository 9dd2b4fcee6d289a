import { useState } from "preact/hooks";

let count = 0;

/**
 * @returns an id that no other element of the page has, the same for as long as the component is there. Preact's own
 *   starts counting over when a page has been rendered for the third time, and gives ids away twice (11.2.0)
 */
export function useId(): string {
  const [id] = useState(() => {
    count += 1;
    return `id-${count}-`;
  });
  return id;
}
