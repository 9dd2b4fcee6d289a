import type { FromHostFrame } from "../host-support/frame-messages.ts";
import type { Verdict } from "../host-support/host-support.ts";
import {
  isProbeAction,
  PATIENT_PROBE_WITHIN,
  PROBE_WITHIN,
  probeFor,
  verdictFrom,
} from "../host-support/probe.ts";
import type { Reply, WidgetRequest } from "../widget-api/message.ts";
import { patience } from "./patience.ts";

/** One question to the host, in the widget's name. */
interface Question {
  id: string;
  /** What the host is held to be; absent while it is waited for. */
  verdict?: Verdict;
  settle: (verdict: Verdict) => void;
}

/**
 * Asks the host, in the widget's name, whether it knows delayed events.
 * @param toHost.ask posts to the host's page
 * @param toHost.silent says to the script in front of it that the time for an answer is up
 * @param toHost.changed tells that script what the host has said after all
 */
export function createProbing(toHost: {
  ask: (request: WidgetRequest) => void;
  silent: (id: string) => void;
  changed: (id: string, verdict: Verdict) => void;
}) {
  /** The last question. */
  let asked: Question | undefined;
  /** All that were put: an answer to any of them is for nobody else, and an answer to another's question is not for us. */
  const ids = new Set<unknown>();

  /** @returns what the host says, or that it says nothing */
  function ask({ id, widgetId, patient }: Extract<FromHostFrame, { postdate: "probe" }>): Promise<Verdict> {
    return new Promise((resolve) => {
      const question: Question = {
        id,
        settle(verdict) {
          question.verdict = verdict;
          resolve(verdict);
        },
      };
      asked = question;
      ids.add(id);
      toHost.ask(probeFor(widgetId, id));
      void patience(patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN).then(() => {
        if (!question.verdict) toHost.silent(id);
      });
    });
  }

  /**
   * The host has answered something. Of a question that it was given up for, its frame's script is told all the same.
   * @returns whether it was one of these questions
   */
  function answered(reply: Reply<WidgetRequest>): boolean {
    if (!ids.has(reply.requestId) || !isProbeAction(reply)) return false;
    if (!asked || asked.id !== reply.requestId) return true;
    const verdict = verdictFrom(reply);
    if (!asked.verdict) asked.settle(verdict);
    else if (asked.verdict !== verdict) toHost.changed(asked.id, verdict);
    return true;
  }

  /** The script in the host's frame has heard that there is no answer: there is none on its way. */
  function silent(id: string): void {
    if (asked?.id === id && !asked.verdict) asked.settle("knows-nothing");
  }

  return { ask, answered, silent };
}
