let isOpen = true;
/** What happened since the page began to close. */
const missed: (() => void)[] = [];
addEventListener("pagehide", () => {
  isOpen = false;
});
// A page in a tab comes back when the user navigates back to it.
addEventListener("pageshow", () => {
  isOpen = true;
  for (const happen of missed.splice(0)) happen();
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

/**
 * Makes a listener to the browser's news that is called only while the page is open: Firefox tells a page of its own
 * end, a port that closes among it, when `setTimeout` throws there already (NS_ERROR_NOT_INITIALIZED, measured, 153).
 * @returns the listener; what it is told while the page is closing it hears if the user comes back to the page
 */
export function heardWhileOpen<News extends unknown[]>(
  hear: (...news: News) => void,
): (...news: News) => void {
  return (...news) => {
    if (isOpen) hear(...news);
    else missed.push(() => hear(...news));
  };
}
