import { APPROVAL_WITHIN } from "../../messaging/answers.ts";
import type { ConsentAnswer, ConsentQuestion } from "../../messaging/contract.ts";
import { type ConsentSubject, type GivenConsents, isSame } from "./given-consents.ts";
import { isSame as isSameRefusal, type RefusedConsents, refusedOf } from "./refused-consents.ts";
import { type Asker, hasLeft } from "./widget-load.ts";

/** How long the user has to answer the question that is shown (ms). No answer is a no. */
const WITHIN = 60_000;
/**
 * How long a question may stay open in all, waiting behind others included (ms): the widget must hear the no while it
 * is still waiting.
 */
const IN_ALL = APPROVAL_WITHIN - 10_000;
/**
 * How many questions may be open about widgets of one origin, from one client, and in all. One more is a no at once.
 */
const OPEN = { ofWidget: 3, ofClient: 5, inAll: 20 };
/** The longest widget address that the user is asked about (characters): nobody could read more. */
const LONGEST_ADDRESS = 2_000;

/** What consent needs from the browser: the small window that asks. */
export interface ConsentWindow {
  /** Opens the window. If it is already open, it stays where it is and does not take the focus. */
  open(): Promise<void>;
  /** Closes it, if it is open. */
  close(): Promise<void>;
}

/** A question that waits for its answer. */
interface OpenQuestion {
  question: ConsentQuestion;
  asker: Asker;
  settle: (answer: ConsentAnswer) => void;
}

/** How a no counts: `refuse` keeps the widget from asking again for a while. */
type Counts = "refuse" | "takeBack" | "nothing";

/**
 * Asks the user whether a widget may send events later, and remembers the answer "always".
 *
 * Questions queue in one window, which shows the first. Closing the window says no to all of them; letting a minute
 * pass says no to the one that is shown. A question whose page is gone counts as a no as well. After a no, the user
 * is not asked about the widget's origin for a while (refused-consents.ts), and a widget that may not ask gets the no
 * at once.
 *
 * The questions are in memory only. If the background dies they are lost; the widgets' scripts notice, and have them
 * asked again in the window that is still open.
 * @param standing says whether a client's widgets have consent without a question: those of sites that the manifest
 *   itself grants do
 */
export function createConsent(parts: {
  given: GivenConsents;
  refused: RefusedConsents;
  window: ConsentWindow;
  standing: (client: string) => Promise<boolean>;
  changed: () => void;
}) {
  const { given, refused, window, standing, changed } = parts;
  const queue = new Map<string, OpenQuestion>();
  /** The first question, and the timer that ends it. */
  let first: { id: string; timer: ReturnType<typeof setTimeout> } | undefined;

  /** @returns whether the user allows it, now or by an earlier "always" */
  async function ask(subject: ConsentSubject, asker: Asker): Promise<boolean> {
    if (await given.has(subject)) return true;
    if (await standing(subject.client)) return true;
    if (!(await refused.mayAsk(subject))) return false;
    if (isTooMuch(subject, asker)) return false;
    const answer = await question(subject, asker);
    if (answer !== "no") await refused.forget(subject);
    // If the answer cannot be stored, it holds this once.
    if (answer === "always") await remember(subject).catch(() => undefined);
    return answer !== "no";
  }

  /** Says whether too many questions are open to add this one. Questions that it replaces do not count. */
  function isTooMuch(subject: ConsentSubject, asker: Asker): boolean {
    if (subject.widget.length > LONGEST_ADDRESS) return true;
    const open = [...queue.values()].filter(({ asker: other }) => !hasLeft(other, asker));
    const ofClient = open.filter(
      ({ question: { partition, client } }) => partition === subject.partition && client === subject.client,
    );
    const ofWidget = ofClient.filter(({ question: other }) =>
      isSameRefusal(refusedOf(other), refusedOf(subject)),
    );
    return open.length >= OPEN.inAll || ofClient.length >= OPEN.ofClient || ofWidget.length >= OPEN.ofWidget;
  }

  async function question(subject: ConsentSubject, asker: Asker): Promise<ConsentAnswer> {
    const id = crypto.randomUUID();
    const answered = new Promise<ConsentAnswer>((settle) => {
      queue.set(id, { question: { ...subject, id }, asker, settle });
    });
    refuseAll(({ asker: other }) => other !== asker && hasLeft(other, asker), "takeBack");
    const timer = setTimeout(() => answer(id, "no"), IN_ALL);
    startTime();
    // Not awaited: a window that never opens must not hold this up.
    window.open().catch(() => end([id], "no", "nothing"));
    changed();
    try {
      return await answered;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Starts the minute of the question that has become the first. */
  function startTime(): void {
    const [id] = queue.keys();
    if (id === first?.id) return;
    clearTimeout(first?.timer);
    first = id === undefined ? undefined : { id, timer: setTimeout(() => answer(id, "no"), WITHIN) };
  }

  /**
   * The user has answered a question. "No" and "always" also answer the same question elsewhere, in another tab for
   * example.
   * @returns whether the question was still open; if not, nothing changes
   */
  function answer(id: string, said: ConsentAnswer): boolean {
    const asked = queue.get(id);
    if (!asked) return false;
    const same = [...queue.values()].map(({ question: other }) => other);
    const meant = same.filter((other) => isSame(other, asked.question)).map((other) => other.id);
    // Widgets without an address are not the same widget: what one of them is allowed, the others are not.
    const isOne = said === "no" || (said === "always" && URL.canParse(asked.question.widget));
    end(isOne ? meant : [id], said, "refuse");
    return true;
  }

  /** Ends open questions. A no counts once for each widget origin. */
  function end(ids: string[], said: ConsentAnswer, counts: Counts): void {
    const ended = ids.map((id) => queue.get(id)).filter((asked) => asked !== undefined);
    if (ended.length === 0) return;
    for (const { question: asked } of ended) queue.delete(asked.id);
    if (said === "no" && counts !== "nothing")
      for (const subject of distinct(ended.map(({ question: asked }) => asked)))
        void refused[counts](subject);
    for (const { settle } of ended) settle(said);
    startTime();
    changed();
    // Deferred, so that the window hears that its answer was taken before it closes.
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

  /** A widget without an address of its own cannot be told from another, so the user is asked about it each time. */
  async function remember(subject: ConsentSubject): Promise<void> {
    if (URL.canParse(subject.widget)) await given.give(subject);
  }

  /** Forgets a partition: answers its open questions with no, and forgets the answers given in it. */
  async function forgetPartition(partition: string): Promise<void> {
    refuseAll(({ question: asked }) => asked.partition === partition, "nothing");
    await Promise.all([given.forgetPartition(partition), refused.forgetPartition(partition)]);
  }

  return { ask, answer, closed, tabClosed, questions, forgetPartition };
}

export type Consent = ReturnType<typeof createConsent>;

/** @returns one question for each widget origin that a no is about */
function distinct(questions: ConsentQuestion[]): ConsentQuestion[] {
  return questions.filter(
    (question, place) =>
      !questions.slice(0, place).some((other) => isSameRefusal(refusedOf(other), refusedOf(question))),
  );
}
