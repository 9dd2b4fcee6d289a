import { DELAYED_EVENTS } from "../../features/delayed-events/names.ts";
import type { Beat } from "../../messaging/views/client.ts";
import type { LastAnswers } from "../widgets/last-answers.ts";
import type { Widgets } from "../widgets/widgets.ts";

/**
 * The last action for each widget in a tab. All of this is in the background's memory, since an open popup asks at each
 * restart.
 */
export function createBeats({
  widgets,
  lastAnswers,
}: {
  widgets: Pick<Widgets, "allInTab">;
  lastAnswers: Pick<LastAnswers, "of">;
}) {
  /** @returns the beats of the loads that a window of this partition shows, except those whose last request failed */
  return async (tabId: number, partition: string): Promise<Beat[]> => {
    const loads = (await widgets.allInTab(tabId)).filter((load) => load.partition === partition);
    return loads.flatMap(({ nonce, client, id, origin }) => {
      const lastAnswer = lastAnswers.of(nonce, DELAYED_EVENTS);
      if (!lastAnswer || lastAnswer.failure) return [];
      return [{ client, widget: { id, origin }, at: lastAnswer.at, took: lastAnswer.took }];
    });
  };
}

export type Beats = ReturnType<typeof createBeats>;
