import { APPROVAL_WITHIN } from "../../messaging/answers.ts";
import type { ConsentAnswer, ConsentQuestion } from "../../messaging/contract.ts";
import { type ConsentSubject, type GivenConsents, isSame } from "./given-consents.ts";
import { isSame as isSameRefusal, type RefusedConsents, refusedOf } from "./refused-consents.ts";
import { type Asker, hasLeft } from "./widget-load.ts";

/** How long the user may take over the question that is before them, in milliseconds. No answer is no. */
const WITHIN = 60_000;
/** How long a question may stand in all, behind others first: the widget must hear of the no while it still waits. */
const IN_ALL = APPROVAL_WITHIN - 10_000;
/** How many questions may be open about widgets of one origin, from one client, and in all. The next is a no at once. */
const OPEN = { ofWidget: 3, ofClient: 5, inAll: 20 };
/** The longest address of a widget that anybody is asked about, in characters: nobody could read more of it. */
const LONGEST_ADDRESS = 2_000;

/** What consent needs of the browser: the small window that asks. */
export interface ConsentWindow {
  /** Opens the window. One that is open already stays where it is, and takes nobody's keyboard. */
  open(): Promise<void>;
  /** Closes it, if it is open. */
  close(): Promise<void>;
}

/** A question that is open. */
interface OpenQuestion {
  question: ConsentQuestion;
  asker: Asker;
  settle: (answer: ConsentAnswer) => void;
}

/** What a no counts for: `refuse` keeps the widget from asking again for a while. */
type Counts = "refuse" | "takeBack" | "nothing";

/**
 * Asks the user whether a widget may send events later, and remembers what was answered for always.
 *
 * Several questions queue in one window, which shows the first. To close it is to say no to all; to let a minute pass is to say
 * no to the one that is shown. A page that is gone asks nothing any more: that is a no as well. After a no the widget's origin is
 * not asked about again for a while (refused-consents.ts), and whoever may not ask hears the no at once.
 *
 * The questions are in memory alone. With a background that dies they are lost: the scripts of the widgets hear that, and have
 * them asked again, in the window that is still open.
 * @param standing says whether a client's widgets have consent without being asked: those of sites that the manifest itself
 *   grants
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
  /** The question that is first, and when its time is up. */
  let first: { id: string; timer: ReturnType<typeof setTimeout> } | undefined;

  /** @returns whether the user allows it: now, or once and for always before */
  async function ask(subject: ConsentSubject, asker: Asker): Promise<boolean> {
    if (await given.has(subject)) return true;
    if (await standing(subject.client)) return true;
    if (!(await refused.mayAsk(subject))) return false;
    if (isTooMuch(subject, asker)) return false;
    const answer = await question(subject, asker);
    if (answer !== "no") await refused.forget(subject);
    // Where it cannot be kept, it holds for this time.
    if (answer === "always") await remember(subject).catch(() => undefined);
    return answer !== "no";
  }

  /** Says whether so much is asked already that nobody is asked about this besides. What it replaces is asked no more. */
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
    // Not waited for: a window that never comes is no answer either.
    window.open().catch(() => end([id], "no", "nothing"));
    changed();
    try {
      return await answered;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives the question that has become the first its minute. */
  function startTime(): void {
    const [id] = queue.keys();
    if (id === first?.id) return;
    clearTimeout(first?.timer);
    first = id === undefined ? undefined : { id, timer: setTimeout(() => answer(id, "no"), WITHIN) };
  }

  /**
   * The user has answered a question. No, and for always, answer it wherever else the same is asked, in another tab for example.
   * @returns whether it was still asked; if not, nothing changes
   */
  function answer(id: string, said: ConsentAnswer): boolean {
    const asked = queue.get(id);
    if (!asked) return false;
    const same = [...queue.values()].map(({ question: other }) => other);
    const meant = same.filter((other) => isSame(other, asked.question)).map((other) => other.id);
    // Widgets without an address are not one and the same; what is allowed one of them is allowed no other.
    const isOne = said === "no" || (said === "always" && URL.canParse(asked.question.widget));
    end(isOne ? meant : [id], said, "refuse");
    return true;
  }

  /** Ends questions that are open. A no counts once for each widget's origin. */
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
    // Later, so that the window hears before it closes that its answer was taken.
    setTimeout(() => queue.size === 0 && window.close(), 0);
  }

  /** Says no to what is asked and is of that kind. */
  function refuseAll(isMeant: (asked: OpenQuestion) => boolean, counts: Counts): void {
    const meant = [...queue].filter(([, asked]) => isMeant(asked));
    end(
      meant.map(([id]) => id),
      "no",
      counts,
    );
  }

  /** The window was closed: that is a no to all it still asked. */
  const closed = () => refuseAll(() => true, "refuse");

  /** A tab was closed: nobody in it asks any more. */
  const tabClosed = (tabId: number) => refuseAll(({ asker }) => asker.tabId === tabId, "takeBack");

  /** @returns what is still asked, in the order in which it was */
  function questions(): ConsentQuestion[] {
    return [...queue.values()].map(({ question: asked }) => asked);
  }

  /** A widget without an address of its own cannot be told from another, and is asked about each time. */
  async function remember(subject: ConsentSubject): Promise<void> {
    if (URL.canParse(subject.widget)) await given.give(subject);
  }

  /** Forgets a partition: what is still asked in it is answered by no, and what was said in it before is forgotten. */
  async function forgetPartition(partition: string): Promise<void> {
    refuseAll(({ question: asked }) => asked.partition === partition, "nothing");
    await Promise.all([given.forgetPartition(partition), refused.forgetPartition(partition)]);
  }

  return { ask, answer, closed, tabClosed, questions, forgetPartition };
}

export type Consent = ReturnType<typeof createConsent>;

/** @returns one question for each that a no is about */
function distinct(questions: ConsentQuestion[]): ConsentQuestion[] {
  return questions.filter(
    (question, place) =>
      !questions.slice(0, place).some((other) => isSameRefusal(refusedOf(other), refusedOf(question))),
  );
}
