import { APPROVAL_WITHIN } from "../../messaging/answers.ts";
import type { ConsentAnswer, ConsentQuestion } from "../../messaging/views/consents.ts";
import type { ConsentSubject, GivenConsents } from "./given-consents.ts";
import { type ConsentResult, isTooMuch, leftOf, type OpenQuestion, refusedIn } from "./open-questions.ts";
import type { PromisedConsents } from "./promised-consents.ts";
import type { RefusedConsents } from "./refused-consents.ts";
import { type Asker, hasLeft } from "./widget-load.ts";

/** How long the user has to answer the question that is shown (ms). No answer is a no. */
const WITHIN = 60_000;
/**
 * How long a question may stay open in all, including its time in the queue (ms): the widget must get the no while it
 * is still waiting.
 */
const IN_ALL = APPROVAL_WITHIN - 10_000;
/** What consent needs from the browser: the small window that asks. */
export interface ConsentWindow {
  /** Opens the window. If it is already open, it stays where it is and does not take the focus. */
  open(): Promise<void>;
  /** Closes it, if it is open. */
  close(): Promise<void>;
}

/**
 * How a no counts: `refuse` keeps the widget from asking again for a while. `letPass` does too, but notes that the user
 * did not answer.
 */
type Counts = "refuse" | "letPass" | "takeBack" | "nothing";

/**
 * Asks the user about the features that a widget wants, all in one question, and remembers the answer "always". It does
 * not ask about features that were answered before.
 *
 * Questions queue in one window, which shows the first. Closing the window says no to all of them; after a minute
 * without an answer, the one that is shown counts as a no. So does a question whose page is gone. After a no, the user
 * is not asked about these features and the widget's origin for a while (refused-consents.ts), and a widget that may
 * not ask gets the no at once.
 *
 * The questions are in memory only. If the background dies they are lost; the widgets' scripts notice this, and have
 * them asked again in the window that is still open.
 * @param standing says whether a client's widgets have consent without a question, as on sites that the manifest itself
 *   grants
 */
export function createConsent(parts: {
  given: GivenConsents;
  refused: RefusedConsents;
  promised: Pick<PromisedConsents, "take" | "forgetPartition">;
  window: ConsentWindow;
  standing: (client: string) => Promise<boolean>;
  changed: () => void;
}) {
  const { given, refused, promised, window, standing, changed } = parts;
  const queue = new Map<string, OpenQuestion>();
  /** The first question, and the timer that ends it. */
  let first: { id: string; timer: ReturnType<typeof setTimeout> } | undefined;

  /** @returns the features that the user allows, now or by an earlier "always" */
  async function ask(subject: ConsentSubject, asker: Asker): Promise<string[]> {
    const known = await given.featuresOf(subject);
    const allowed = subject.features.filter((feature) => known.includes(feature));
    const wanted = subject.features.filter((feature) => !known.includes(feature));
    if (await standing(subject.client)) return subject.features;
    const named = wanted.length > 0 ? await promised.take({ ...subject, features: wanted }) : [];
    if (named.length > 0) await allow({ ...subject, features: named });
    allowed.push(...named);
    const left = wanted.filter((feature) => !named.includes(feature));
    const features = await refused.askable({ ...subject, features: left });
    if (features.length === 0 || isTooMuch(subject, asker, [...queue.values()])) return allowed;
    const answered = await question({ ...subject, features }, asker);
    allowed.push(...answered.allowed);
    if (answered.said === "no") return allowed;
    const consent = { ...subject, features: answered.features };
    if (answered.said === "always") await allow(consent);
    else await refused.forget(consent);
    return [...allowed, ...answered.features];
  }

  /** The user has answered "always". If that cannot be stored, it holds this once. */
  async function allow(consent: ConsentSubject): Promise<void> {
    await refused.forget(consent);
    await remember(consent).catch(() => undefined);
  }

  async function question(subject: ConsentSubject, asker: Asker): Promise<ConsentResult> {
    const id = crypto.randomUUID();
    const answered = new Promise<ConsentResult>((settle) => {
      queue.set(id, { question: { ...subject, id }, asker, allowed: [], settle });
    });
    refuseAll(({ asker: other }) => other !== asker && hasLeft(other, asker), "takeBack");
    const timer = setTimeout(() => answer(id, "no", "letPass"), IN_ALL);
    startTime();
    // Not awaited: a window that never opens must not delay the question's end.
    window.open().catch(() => end([id], "no", "nothing"));
    changed();
    try {
      return await answered;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Starts the minute for the question that has become the first. */
  function startTime(): void {
    const [id] = queue.keys();
    if (id === first?.id) return;
    clearTimeout(first?.timer);
    first =
      id === undefined ? undefined : { id, timer: setTimeout(() => answer(id, "no", "letPass"), WITHIN) };
  }

  /**
   * The user has answered a question. "No" and "always" also answer the same question elsewhere, in another tab for
   * example; if that question is about other features as well, only those remain.
   * @returns whether the question was still open; if not, nothing changes
   */
  function answer(id: string, said: ConsentAnswer, counts: Counts = "refuse"): boolean {
    const asked = queue.get(id);
    if (!asked) return false;
    const ended = [id];
    for (const [otherId, other] of queue) {
      if (otherId === id) continue;
      const left = leftOf(other, asked.question, said);
      if (left.question.features.length === 0) ended.push(otherId);
      else queue.set(otherId, left);
    }
    end(ended, said, counts);
    return true;
  }

  /** Ends open questions. A no counts once for each widget origin and feature. */
  function end(ids: string[], said: ConsentAnswer, counts: Counts): void {
    const ended = ids.map((id) => queue.get(id)).filter((asked) => asked !== undefined);
    if (ended.length === 0) return;
    for (const { question: asked } of ended) queue.delete(asked.id);
    if (said === "no" && counts !== "nothing")
      for (const subject of refusedIn(ended.map(({ question: asked }) => asked)))
        void refused[counts](subject);
    for (const { question: asked, allowed, settle } of ended)
      settle({ said, features: asked.features, allowed });
    startTime();
    changed();
    // Deferred, so that the window gets its reply before it closes.
    setTimeout(() => queue.size === 0 && window.close(), 0);
  }

  /** Says no to the open questions that match. */
  function refuseAll(isMeant: (asked: OpenQuestion) => boolean, counts: Counts): void {
    const meant = [...queue].filter(([, asked]) => isMeant(asked));
    end(
      meant.map(([id]) => id),
      "no",
      counts,
    );
  }

  /** The window was closed: that is a no to all open questions. */
  const closed = () => refuseAll(() => true, "refuse");

  /** A tab was closed: its questions are void. */
  const tabClosed = (tabId: number) => refuseAll(({ asker }) => asker.tabId === tabId, "takeBack");

  /** @returns the open questions, the oldest first */
  function questions(): ConsentQuestion[] {
    return [...queue.values()].map(({ question: asked }) => asked);
  }

  /**
   * Remembers a consent, but not for a widget without an address: it cannot be told from others, so it must ask each
   * time.
   */
  async function remember(subject: ConsentSubject): Promise<void> {
    if (URL.canParse(subject.widget)) await given.give(subject);
  }

  /** Forgets a partition: its open questions count as a no, and the answers given in it are dropped. */
  async function forgetPartition(partition: string): Promise<void> {
    refuseAll(({ question: asked }) => asked.partition === partition, "nothing");
    await Promise.all([given, refused, promised].map((each) => each.forgetPartition(partition)));
  }

  return {
    ask,
    answer: (id: string, said: ConsentAnswer) => answer(id, said),
    closed,
    tabClosed,
    questions,
    forgetPartition,
  };
}

export type Consent = ReturnType<typeof createConsent>;
