import type { Diagnosis } from "../../src/messaging/views/diagnosis.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";

/** The pauses between requests (ms). Pages have loaded after a quarter of a minute, even if they have shown nothing. */
const PAUSES = [1_000, 2_000, 4_000, 8_000];

/**
 * The diagnoses that may improve by themselves while the page loads: once the client sends a request, or once the page
 * shows a client. Nothing tells the popup about the latter, since no script of ours runs on a site that is off.
 */
const UNTIL_IT_SPEAKS: Diagnosis[] = ["no-session", "session-not-yet", "session-out-of-sight"];
const UNTIL_IT_SHOWS: Diagnosis[] = ["no-page", "site-off"];

/**
 * Refreshes the popup while its page may still be loading: it may have been opened before the client's first request to
 * its homeserver, or before a frame has loaded. It also asks again if the background did not answer, which may have ended
 * meanwhile.
 * @param refresh requests the overview
 * @returns a function to call with each overview, or with nothing if none came
 */
export function createRefreshWhileLoading(
  refresh: () => void,
): (overview: Pick<Overview, "diagnosis" | "found" | "isPartial"> | undefined) => void {
  const pauses = [...PAUSES];
  let timer: ReturnType<typeof setTimeout> | undefined;

  return (overview) => {
    clearTimeout(timer);
    const [pause] = pauses;
    if (pause === undefined || (overview && !mayImprove(overview))) return;
    timer = setTimeout(() => {
      pauses.shift();
      refresh();
    }, pause);
  };
}

function mayImprove({
  diagnosis,
  found,
  isPartial,
}: Pick<Overview, "diagnosis" | "found" | "isPartial">): boolean {
  const isSilent = UNTIL_IT_SHOWS.includes(diagnosis) && (found?.homeservers ?? []).length === 0;
  return isPartial === true || isSilent || UNTIL_IT_SPEAKS.includes(diagnosis);
}
