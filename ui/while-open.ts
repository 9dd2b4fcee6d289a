let isOpen = true;
addEventListener("pagehide", () => {
  isOpen = false;
});
// A page in a tab comes back when the user navigates back to it.
addEventListener("pageshow", () => {
  isOpen = true;
});

/**
 * Makes a question to the browser that is asked only while the page is open. In a page that is closing, Firefox
 * throws at the caller, "JSWindowActorChild cannot send at the moment", and logs an error to its console even if that
 * is caught.
 * @returns the question; it rejects if the page is closing or the browser throws
 */
export function whileOpen<Words extends unknown[], Answer>(
  ask: (...words: Words) => Promise<Answer>,
): (...words: Words) => Promise<Answer> {
  return async (...words) => {
    if (!isOpen) throw new Error("The page is closing");
    return ask(...words);
  };
}
