import type { Diagnosis } from "../../src/messaging/views/diagnosis.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";

/** How long after one look comes the next (ms). A page that has shown nothing after a quarter of a minute has loaded. */
const PAUSES = [1_000, 2_000, 4_000, 8_000];

/**
 * What a client's page may still make better by itself. Nobody tells the popup of that: only a site that is on is
 * heard.
 */
const UNTIL_IT_SPEAKS: Diagnosis[] = ["no-session", "session-not-yet", "session-out-of-sight"];
const UNTIL_IT_SHOWS: Diagnosis[] = ["no-page", "site-off"];

/**
 * Has the popup look at a page again that may still be loading: it was opened while the client had not yet asked its
 * homeserver for anything.
 * @param look asks for the overview
 * @returns a function to call with each overview
 */
export function createLookAgain(look: () => void): (overview: Pick<Overview, "diagnosis" | "found">) => void {
  const pauses = [...PAUSES];
  let timer: ReturnType<typeof setTimeout> | undefined;

  return ({ diagnosis, found }) => {
    clearTimeout(timer);
    const [pause] = pauses;
    const isSilent = UNTIL_IT_SHOWS.includes(diagnosis) && (found?.homeservers ?? []).length === 0;
    if (pause === undefined || !(isSilent || UNTIL_IT_SPEAKS.includes(diagnosis))) return;
    timer = setTimeout(() => {
      pauses.shift();
      look();
    }, pause);
  };
}
