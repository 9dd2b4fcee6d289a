let isOpen = true;
/** The calls of listeners since the page began to close. */
const missed: (() => void)[] = [];
addEventListener("pagehide", () => {
  isOpen = false;
});
// A page in a tab comes back when the user navigates back to it.
addEventListener("pageshow", () => {
  isOpen = true;
  for (const call of missed.splice(0)) call();
});

/**
 * Restricts a call to the browser to the time while the page is open. In a page that is closing, Firefox throws
 * "JSWindowActorChild cannot send at the moment", and logs an error to its console even if the caller catches that.
 * @returns the same function; it rejects if the page is closing or the browser throws
 */
export function whileOpen<Args extends unknown[], Answer>(
  ask: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  return async (...args) => {
    if (!isOpen) throw new Error("The page is closing");
    return ask(...args);
  };
}

/**
 * Restricts a listener to the time while the page is open: Firefox still calls listeners while a page ends, when a port
 * closes for example, and `setTimeout` already throws there (NS_ERROR_NOT_INITIALIZED, measured, 153).
 * @returns the same listener; calls while the page is closing are made up for if the user comes back to the page
 */
export function heardWhileOpen<News extends unknown[]>(
  hear: (...news: News) => void,
): (...news: News) => void {
  return (...news) => {
    if (isOpen) hear(...news);
    else missed.push(() => hear(...news));
  };
}
