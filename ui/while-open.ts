let isOpen = true;
addEventListener("pagehide", () => {
  isOpen = false;
});
// A page that is open in a tab comes back where the user goes back to it.
addEventListener("pageshow", () => {
  isOpen = true;
});

/**
 * Makes a question to the browser one that is asked while the page is open alone. In a page that is closing, Firefox throws
 * at whoever asks, "JSWindowActorChild cannot send at the moment", and writes an error into its console though that is caught.
 * @returns the question; where the page is closing, or the browser throws, it rejects
 */
export function whileOpen<Words extends unknown[], Answer>(
  ask: (...words: Words) => Promise<Answer>,
): (...words: Words) => Promise<Answer> {
  return async (...words) => {
    if (!isOpen) throw new Error("The page is closing");
    return ask(...words);
  };
}
