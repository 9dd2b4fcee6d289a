import { useState } from "preact/hooks";

let count = 0;

/**
 * @returns an id that no other element of the page has, the same for the component's whole life. Preact's own `useId`
 *   starts counting again when a page is rendered for the third time, and gives out ids twice (11.2.0)
 */
export function useId(): string {
  const [id] = useState(() => {
    count += 1;
    return `id-${count}-`;
  });
  return id;
}
