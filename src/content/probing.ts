import type { Verdict } from "../host-support/host-support.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN, probeFor, verdictFrom } from "../host-support/probe.ts";
import type { Reply, WidgetRequest } from "../widget-api/message.ts";
import type { FromHostFrame, FromWidgetFrame } from "./frame-link.ts";
import { patience } from "./patience.ts";

/** One question to the host, in the widget's name. */
interface Question {
  nonce: string;
  /** What the host is held to be; absent while it is waited for. */
  verdict?: Verdict;
  settle: (verdict: Verdict) => void;
}

/**
 * Asks the host, in the widget's name, whether it knows delayed events.
 * @param toHost posts to the host's page, or to the script in front of it
 */
export function createProbing(toHost: (message: FromWidgetFrame | object) => void) {
  /** The last question. */
  let asked: Question | undefined;

  /** @returns what the host says, or that it says nothing */
  function ask({
    nonce,
    widgetId,
    patient,
  }: Extract<FromHostFrame, { postdate: "probe" }>): Promise<Verdict> {
    return new Promise((resolve) => {
      const question: Question = {
        nonce,
        settle(verdict) {
          question.verdict = verdict;
          resolve(verdict);
        },
      };
      asked = question;
      toHost(probeFor(widgetId));
      void patience(patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN).then(() => {
        if (!question.verdict) toHost({ postdate: "silent", nonce });
      });
    });
  }

  /** The host has answered a question; of one that it was given up for, its frame's script is told all the same. */
  function answered(reply: Reply<WidgetRequest>): void {
    const verdict = verdictFrom(reply);
    if (asked && !asked.verdict) asked.settle(verdict);
    else if (asked && asked.verdict !== verdict) toHost({ postdate: "probed", nonce: asked.nonce, verdict });
  }

  /** The script in the host's frame has heard that there is no answer: there is none on its way. */
  function silent(nonce: string): void {
    if (asked?.nonce === nonce && !asked.verdict) asked.settle("knows-nothing");
  }

  return { ask, answered, silent };
}
