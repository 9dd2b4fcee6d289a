import type { Phrase } from "../../src/browser/i18n.ts";
import type { Shortage } from "../../src/messaging/views/delays.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import type { Status } from "../client/diagnosis-words.ts";

/** Says whether nobody can schedule, so that no client is ready. */
export function stopsAll(shortage: Shortage | undefined): shortage is Shortage {
  return shortage?.of === "storage" || shortage?.of === "all";
}

/** @returns why widgets can schedule nothing more, and what to do about it */
export function shortageWords(shortage: Shortage): Status & { advice: Phrase } {
  switch (shortage.of) {
    case "storage":
      return { tone: "bad", headline: ["storageFull"], advice: ["storageFullAdvice"] };
    case "all":
      return { tone: "bad", headline: ["tooMuchPending"], advice: ["tooMuchPendingAdvice"] };
    case "client": {
      const advice: Phrase = ["clientCrowdedAdvice", hostOfUrl(shortage.client)];
      return { tone: "attention", headline: ["clientCrowded"], advice };
    }
    case "widget": {
      const { widget, client } = shortage;
      const place = widget === "null" ? client : widget;
      return {
        tone: "attention",
        headline: ["widgetCrowded"],
        advice: ["widgetCrowdedAdvice", hostOfUrl(place)],
      };
    }
  }
}
