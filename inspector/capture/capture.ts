import { inspectSilentFrames, inspectTab } from "../../src/browser/inspected-frames.ts";
import { onPermissionsChanged } from "../../src/browser/permissions.ts";
import { registerInspected } from "../../src/browser/scripting.ts";
import { allTabs, onTabsChanged, ownPartition, partitionOfTab } from "../../src/browser/tabs.ts";
import { answerThatOneIsOpen, onTrafficPort } from "../../src/browser/traffic.ts";
import { isSeenFrom } from "../../src/messaging/sender.ts";
import { SENT_AGAIN } from "../../src/messaging/traffic.ts";
import { uuid } from "../../src/widget-api/uuid.ts";
import { heardWhileOpen, whileOpen } from "../../ui/while-open.ts";
import { withTimeout } from "../../ui/with-timeout.ts";
import type { Captured } from "../log/source.ts";
import { debounced } from "./debounced.ts";
import { type Counts, createDocuments } from "./documents.ts";
import { createDrain, type Schedule } from "./drain.ts";

export interface Capture {
  /** Resolves with whether the script runs in the frames of the tab, or of any tab, without a reload. */
  isReached: Promise<boolean>;
  /** What frames reported, or should have reported, but the inspector did not capture. */
  counts(): Counts;
  /**
   * Sends a request in a widget's name, if the site of the widget's host is on. Ask `maySendAgain` before.
   * @param documentId the widget's document
   * @returns the request's id; nothing if the document is gone
   */
  sendAgain(documentId: string, request: Record<string, unknown>): string | undefined;
}

/** How many entries are handed over per animation frame at most, and at once while the page is hidden. */
const AT_MOST = { shown: 1_000, hidden: 50_000 };
/** A hidden page has no animation frames: then entries are handed over after this time (ms). */
const HIDDEN_WITHIN = 500;

const [registerWatching, inspectAgain] = [whileOpen(registerInspected), whileOpen(inspectSilentFrames)];

/** How long after a port was closed to ask its tab's documents to report again, and how long others put that off (ms). */
const [ASKED_AFTER, PUT_OFF] = [100, 1_000];
/** How long a document may take to report again (ms): longer if the browser takes longer to ask it, but not for ever. */
const [REPORTS_WITHIN, ASKED_WITHIN] = [1_000, 10_000];

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
 * Captures the messages between widgets and hosts, until this page is closed: first what the frames remember, then
 * everything. The data bypasses the background.
 * @param options.tab the tab to watch; without it, all tabs that this page's window may show
 * @param onCaptured gets what was captured since the last call
 */
export function capture({ tab }: { tab?: number }, onCaptured: (captured: Captured[]) => void): Capture {
  const window = windowOf(tab);

  /**
   * Asks the frames of a tab that have stopped reporting to report again: the tab shows an older page again, or another
   * inspector was closed.
   */
  const askAgain = debounced(
    async (tabId: number) => {
      if (tab !== undefined && tab !== tabId) return;
      const partition = await partitionOfTab(tabId);
      if (partition !== undefined && isSeenFrom(await window, partition)) await inspectAgain(tabId);
    },
    ASKED_AFTER,
    PUT_OFF,
  );

  const documents = createDocuments(createDrain(schedule, onCaptured), {
    now: () => Date.now(),
    async closed({ tabId }) {
      await withTimeout(() => askAgain(tabId), ASKED_WITHIN);
      await new Promise<void>((resolve) => heardWhileOpen(() => setTimeout(resolve, REPORTS_WITHIN))());
    },
  });
  const isReached = begin();

  async function begin(): Promise<boolean> {
    onTrafficPort(await window, ({ watch, ...port }) => {
      if (tab !== undefined && port.source.tabId !== tab) return;
      documents.open({ ...port, watch: (batch, gone) => watch(heardWhileOpen(batch), heardWhileOpen(gone)) });
    });
    answerThatOneIsOpen();
    // Another inspector unregisters the script when it is closed, and a site that was just switched on has none yet.
    const register = () => registerWatching(true).catch(() => undefined);
    onTabsChanged(
      heardWhileOpen((changed) => {
        void register();
        void askAgain(changed);
      }),
    );
    onPermissionsChanged(heardWhileOpen(() => void register()));
    await register();
    const tabs = tab === undefined ? await allTabs(await window) : [tab];
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

/**
 * @returns the partition whose windows may show the capture. If the user asks for a private tab, wherever the browser
 *   has opened this page, it is that tab's
 */
async function windowOf(tab: number | undefined): Promise<string> {
  const asked = tab === undefined ? undefined : await partitionOfTab(tab);
  return asked ?? ownPartition();
}
