import { APPROVAL_WITHIN } from "../../messaging/answers.ts";
import type { ConsentAnswer, ConsentQuestion } from "../../messaging/contract.ts";
import { type ConsentSubject, type GivenConsents, isSame } from "./given-consents.ts";
import { type Asker, hasLeft } from "./widget-load.ts";

/** How long the user may take over the question that is before them, in milliseconds. No answer is no. */
const WITHIN = 60_000;
/** How long a question may stand in all, behind others first: the widget must hear of the no while it still waits. */
const IN_ALL = APPROVAL_WITHIN - 10_000;

/** What consent needs of the browser: the small window that asks. */
export interface ConsentWindow {
  /** Opens the window, or brings it to the front. */
  open(): Promise<void>;
  /** Closes it, if it is open. */
  close(): Promise<void>;
}

/** A question that is open. */
interface Asked {
  question: ConsentQuestion;
  asker: Asker;
  settle: (answer: ConsentAnswer) => void;
}

/**
 * Asks the user whether a widget may send events later, and remembers what was answered for always.
 *
 * Several questions queue in one window, which shows the first. To close it is to say no to all; to let a minute pass is to say
 * no to the one that is shown. A page that is gone asks nothing any more: that is a no as well.
 *
 * The questions are in memory alone. With a background that dies they are lost: the scripts of the widgets hear that, and have
 * them asked anew, in the window that is still open.
 * @param standing says whether a client's widgets have consent without being asked: those of sites that the manifest itself
 *   grants
 */
export function createConsent(parts: {
  given: GivenConsents;
  window: ConsentWindow;
  standing: (client: string) => Promise<boolean>;
  changed: () => void;
}) {
  const { given, window, standing, changed } = parts;
  const queue = new Map<string, Asked>();
  /** The question that is first, and when its time is up. */
  let first: { id: string; timer: ReturnType<typeof setTimeout> } | undefined;

  /** @returns whether the user allows it: now, or once and for always before */
  async function ask(subject: ConsentSubject, asker: Asker): Promise<boolean> {
    if (await given.has(subject)) return true;
    if (await standing(subject.client)) return true;
    const answer = await question(subject, asker);
    // Where it cannot be kept, it holds for this time.
    if (answer === "always") await remember(subject).catch(() => undefined);
    return answer !== "no";
  }

  async function question(subject: ConsentSubject, asker: Asker): Promise<ConsentAnswer> {
    const id = crypto.randomUUID();
    const answered = new Promise<ConsentAnswer>((settle) => {
      queue.set(id, { question: { ...subject, id }, asker, settle });
    });
    refuse(({ asker: other }) => other !== asker && hasLeft(other, asker));
    const timer = setTimeout(() => answer(id, "no"), IN_ALL);
    startTime();
    // Not waited for: a window that never comes is no answer either.
    window.open().catch(() => answer(id, "no"));
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
   * The user has answered a question. For always answers it wherever else the same is asked, in another tab for example.
   * @returns whether it was still asked; if not, nothing changes
   */
  function answer(id: string, said: ConsentAnswer): boolean {
    const asked = queue.get(id);
    if (!asked) return false;
    for (const [other, { question: same, settle }] of queue) {
      if (other !== id && !(said === "always" && isSame(same, asked.question))) continue;
      queue.delete(other);
      settle(said);
    }
    startTime();
    changed();
    // Later, so that the window hears before it closes that its answer was taken.
    setTimeout(() => queue.size === 0 && window.close(), 0);
    return true;
  }

  /** Says no to what is asked and is of that kind. */
  function refuse(isMeant: (asked: Asked) => boolean): void {
    for (const [id, asked] of [...queue]) if (isMeant(asked)) answer(id, "no");
  }

  /** The window was closed: that is a no to all it still asked. */
  const closed = () => refuse(() => true);

  /** A tab was closed: nobody in it asks any more. */
  const tabClosed = (tabId: number) => refuse(({ asker }) => asker.tabId === tabId);

  /** @returns what is still asked, in the order in which it was */
  function questions(): ConsentQuestion[] {
    return [...queue.values()].map(({ question: asked }) => asked);
  }

  /** A widget without an address of its own cannot be told from another, and is asked about each time. */
  async function remember(subject: ConsentSubject): Promise<void> {
    if (URL.canParse(subject.widget)) await given.give(subject);
  }

  /** Forgets a world: what is still asked in it is answered by no, and what was given in it is given no more. */
  async function forgetWorld(world: string): Promise<void> {
    refuse(({ question: asked }) => asked.world === world);
    await given.forgetWorld(world);
  }

  return { ask, answer, closed, tabClosed, questions, forgetWorld };
}

export type Consent = ReturnType<typeof createConsent>;
