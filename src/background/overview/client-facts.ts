import { DELAYED_EVENTS } from "../../features/delayed-events/names.ts";
import type { Overview } from "../../messaging/views/overview.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { Session } from "../sessions/session.ts";
import type { Consent } from "../widgets/consent.ts";
import type { LastAnswers } from "../widgets/last-answers.ts";
import type { RefusedConsents } from "../widgets/refused-consents.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";
import type { Widgets } from "../widgets/widgets.ts";
import type { ClientPage } from "./client-in-tab.ts";
import { foundIn } from "./found.ts";
import type { ServerFactsOf } from "./server-facts.ts";
import { delaysOf } from "./widget-delays.ts";
import { linesOf } from "./widget-lines.ts";

interface Parts {
  widgets: Pick<Widgets, "inTab">;
  lastAnswers: Pick<LastAnswers, "of">;
  ledger: Pick<Ledger, "all">;
  consent: Pick<Consent, "questions">;
  refusedConsents: Pick<RefusedConsents, "ofClient">;
  serverFacts: Pick<ServerFactsOf, "of">;
}

/** The client in a tab, from the diagnosis. */
export interface Diagnosed {
  tabId: number;
  partition: string;
  page: ClientPage;
  missing: readonly string[];
  session?: Session;
}

type Facts = Pick<Overview, "found" | "widgets" | "server" | "refused">;

/** Collects what the popup says about a client, its widgets and its homeserver, besides the diagnosis. */
export function createClientFacts(parts: Parts) {
  const { widgets, lastAnswers, ledger, consent, refusedConsents, serverFacts } = parts;

  /** @returns what is known. Only `server` may need a request to the homeserver */
  async function of({ tabId, partition, page, missing, session }: Diagnosed): Promise<Facts> {
    const found = foundIn(page);
    const refused = await refusedConsents.ofClient(partition, found.origin);
    if (!page.on) return { found, refused };
    const [loads, entries] = await Promise.all([widgets.inTab(tabId, partition, found.origin), ledger.all()]);
    const lastAnswerOf = ({ nonce }: WidgetLoad) => lastAnswers.of(nonce, DELAYED_EVENTS);
    const delaysIn = (load: WidgetLoad) => delaysOf({ ...load, partition, client: found.origin }, entries);
    const { frames, hasScripts } = page;
    const questions = consent.questions().filter((question) => question.partition === partition);
    const lines = linesOf({ frames, hasScripts, missing, loads, lastAnswerOf, delaysIn, questions, refused });
    const beats = latestOfEach(loads)
      .map((load) => lastAnswerOf(load)?.every)
      .filter((every) => every !== undefined);
    const server = session && (await serverFacts.of(session, beats));
    return { found, refused, widgets: lines, ...(server && { server }) };
  }

  return { of };
}

/** @returns the last load of each widget: earlier loads no longer restart anything */
function latestOfEach(loads: readonly WidgetLoad[]): WidgetLoad[] {
  const oldestFirst = [...loads].sort((a, b) => a.seenAt - b.seenAt);
  return [...new Map(oldestFirst.map((load) => [`${load.origin} ${load.id}`, load])).values()];
}

export type ClientFacts = ReturnType<typeof createClientFacts>;
