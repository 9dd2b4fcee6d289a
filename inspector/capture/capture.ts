import { onPermissionsChanged } from "../../src/browser/permissions.ts";
import { inspectTab, registerInspected } from "../../src/browser/scripting.ts";
import { allTabs, onTabsChanged, ownPartition, partitionOfTab } from "../../src/browser/tabs.ts";
import { answerThatOneIsOpen, onTrafficPort } from "../../src/browser/traffic.ts";
import { SENT_AGAIN } from "../../src/messaging/traffic.ts";
import { uuid } from "../../src/widget-api/uuid.ts";
import type { Captured } from "../log/source.ts";
import { type Counts, createDocuments } from "./documents.ts";
import { createDrain, type Schedule } from "./drain.ts";

export interface Capture {
  /** Whether the tab's frames could be reached as they are, or any tab's; once it is known. */
  isReached: Promise<boolean>;
  /** What was told and is not among what was captured. */
  counts(): Counts;
  /**
   * Sends a request in a widget's name, if the site of the widget's host is on. Ask `maySendAgain` before.
   * @param documentId the widget's document
   * @returns the request's id; nothing if the document is gone
   */
  sendAgain(documentId: string, request: Record<string, unknown>): string | undefined;
}

/** The most that is handed over between two pictures, and while the page is hidden, when there are none. */
const AT_MOST = { shown: 1_000, hidden: 50_000 };
/** A hidden page has no animation frames (ms). */
const HIDDEN_WITHIN = 500;

const schedule: Schedule = (task) => {
  const run = (atMost: number) => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    task(atMost);
  };
  const frame = requestAnimationFrame(() => run(AT_MOST.shown));
  const timer = setTimeout(() => run(AT_MOST.hidden), HIDDEN_WITHIN);
};

/**
 * Captures what passes between widgets and hosts, from now until this page is closed: what the frames remember, and then
 * everything. The worker has no part in it.
 * @param options.tab the tab to watch; without it, all that this page's window may show
 * @param onCaptured called with what was captured since the last call
 */
export function capture({ tab }: { tab?: number }, onCaptured: (captured: Captured[]) => void): Capture {
  const documents = createDocuments(createDrain(schedule, onCaptured), () => Date.now());
  const isReached = begin();

  async function begin(): Promise<boolean> {
    // A private tab is shown wherever the browser lets this page be, if the user asks for this tab.
    const asked = tab === undefined ? undefined : await partitionOfTab(tab);
    const window = asked ?? (await ownPartition());
    onTrafficPort(window, (port) => {
      if (tab === undefined || port.source.tabId === tab) documents.open(port);
    });
    answerThatOneIsOpen();
    // Another inspector that is closed has the script taken away, and a site that is switched on has none yet.
    const register = () => void registerInspected(true).catch(() => undefined);
    onTabsChanged(register);
    onPermissionsChanged(register);
    await registerInspected(true).catch(() => undefined);
    const tabs = tab === undefined ? await allTabs(window) : [tab];
    const reached = await Promise.all(tabs.map(inspectTab));
    return reached.includes(true);
  }

  return {
    isReached,
    counts: documents.counts,
    sendAgain(documentId, request) {
      const requestId = SENT_AGAIN + uuid();
      return documents.send(documentId, { ...request, requestId }) ? requestId : undefined;
    },
  };
}
