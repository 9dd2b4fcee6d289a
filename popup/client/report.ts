import type { Phrase } from "../../src/browser/i18n.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { hostOfPattern, hostOfUrl } from "../../ui/hosts.ts";
import type { Words } from "../../ui/words-in.ts";
import { foundWords } from "./found-words.ts";
import { lineWords } from "./line-words.ts";
import { masked } from "./report-mask.ts";
import { serverWords } from "./server-words.ts";
import { statusOf } from "./status-words.ts";

/** Where and when the report is made. */
export interface ReportFrom {
  /** Postdate's own version. */
  version: string;
  /** `navigator.userAgent`. */
  userAgent: string;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * What Postdate sees, as plain text for an issue. It names the hosts of the client, its homeserver and its widgets,
 * since nobody could help without them. It has no users, rooms, events, delay_ids, contents or tokens: the only input
 * that may contain them are error texts, and these are masked.
 * @param text looks up a message in the report's language
 */
export function reportOf(overview: Overview, { version, userAgent, now }: ReportFrom, text: Words): string {
  const { diagnosis, client, found, account, widgets = [], server, shortage, delays } = overview;
  const language = text("textLanguage");
  const inWords = {
    ago: (ms: number) => `${Math.round(ms / 1_000)} s`,
    length: (ms: number) => `${Math.round(ms / 1_000)} s`,
  };
  const list = (phrases: Phrase[]) =>
    new Intl.ListFormat(language, { type: "unit", style: "long" }).format(
      phrases.map((each) => text(...each)),
    );
  const lines = [
    text("reportTitle", version, browserOf(userAgent)),
    text("reportStatus", `${text(...statusOf(overview).headline)} (${diagnosis})`),
    ...(found ? [text("reportClient", list(foundWords(found)))] : []),
    ...(account
      ? [text("reportHomeserver", [hostOfUrl(account.homeserver), ...said(server)].join("; "))]
      : []),
    ...(client && client.missing.length > 0
      ? [text("reportMissing", client.missing.map(hostOfPattern).join(", "))]
      : []),
    ...widgets.map((line) => {
      const words = text(...lineWords({ ...line, error: masked(line.error ?? "") }, now, inWords.ago).line);
      return text("reportWidget", `${hostOfUrl(line.widget)}: ${words} (${line.state})`);
    }),
    ...(shortage ? [text("reportShortage", shortage.of)] : []),
    text("reportDelays", countsOf(delays.map(({ state }) => state))),
    ...errorsOf(overview).map((error) => `- ${error}`),
  ];
  return `${lines.join("\n")}\n`;

  function said(facts: Overview["server"]): string[] {
    return facts ? serverWords(facts, now, inWords).map((each) => text(...each)) : [];
  }
}

/** @returns "pending 2, sent 1" */
function countsOf(states: string[]): string {
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${state} ${count}`).join(", ") || "0";
}

/**
 * @returns up to five failures of delays: the event's purpose as Postdate names it, never its type; the masked error
 */
function errorsOf({ delays }: Overview): string[] {
  const told = delays.filter(({ error, blocker, unheld }) => error || blocker || unheld).slice(0, 5);
  return told.map(({ purpose, state, error, blocker, unheld }) =>
    [purpose, state, blocker, unheld && "unheld", error && masked(error)].filter(Boolean).join(": "),
  );
}

/** @returns the browser's name and version, and nothing else of its user agent string */
function browserOf(userAgent: string): string {
  const [, name, version] = /(Firefox|Edg|OPR|Chrome)\/(\d+(?:\.\d+)?)/.exec(userAgent) ?? [];
  return name ? `${name} ${version}` : "?";
}
