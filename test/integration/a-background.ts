import { type Background, createBackground } from "../../src/background/background.ts";
import { SEND_CAPABILITIES, UPDATE_CAPABILITIES } from "../../src/features/delayed-events/names.ts";
import { isApprovalAnswer, isPerformAnswer } from "../../src/messaging/answers.ts";
import type { FrameSender } from "../../src/messaging/sender.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import type { WidgetResponse } from "../../src/widget-api/message.ts";
import { memoryStore } from "../unit/background/memory-store.ts";
import { mortal } from "./mortal-store.ts";

export const CLIENT = "https://client.example";

/** One widget in one page, apart from its request. */
export interface Asker {
  origin?: string;
  partition?: string;
  widget?: { id: string; origin: string };
  embedding?: { src?: string; ids?: string[]; page?: string };
  /** The host's approval; by default what the tests' events need, in every room. */
  approved?: string[];
  /** The delayed capabilities that the widget asks for; by default both. */
  delayed?: string[];
  /** The host knows delayed events, but has just failed. */
  hostFailed?: boolean;
  /** The nonce of a widget that has already loaded (`load`); by default a new one loads. */
  nonce?: string;
  /** Names the request, so that it can be asked a second time. */
  id?: string;
  /** How long the widget still waits (ms). */
  within?: number;
}

const APPROVED = [
  "org.matrix.msc2762.timeline:*",
  "org.matrix.msc2762.send.state_event:com.example.heartbeat.member",
  "org.matrix.msc2762.send.event:m.room.message",
];
const DELAYED = [SEND_CAPABILITIES[0], UPDATE_CAPABILITIES[0]];

/**
 * The extension's real background, with its storage in memory and a real homeserver behind it.
 * @param options.alarm false has what is due checked at `tick` alone: for tests that count requests, or that name a state
 *   which the next check would change
 */
export function aBackground(options: { alarm?: boolean } = {}) {
  const persistent = memoryStore();
  const inMemory = memoryStore();
  const revoked = new Set<string>();
  let alarm: NodeJS.Timeout | undefined;
  /**
   * Its output: the answers to content scripts and pages, everything ever put into storage, the badges, and how often
   * the user was shown the consent window and pages were told to ask again.
   */
  const given: {
    answers: unknown[];
    persistent: [string, unknown][];
    inMemory: [string, unknown][];
    badges: string[];
    windows: number;
    news: number;
  } = {
    ...{ answers: [], persistent: [], inMemory: [], badges: [], windows: 0, news: 0 },
  };
  let life = new AbortController();
  const start = (): Background =>
    createBackground({
      persistent: mortal(persistent, life.signal, given.persistent),
      inMemory: mortal(inMemory, life.signal, given.inMemory),
      browser: {
        grantedByManifest: ["https://client.example/*", "https://other.example/*"],
        granted: async (patterns) => patterns.filter((pattern) => !revoked.has(pattern)),
        giveBack: async () => {},
        allGranted: async () => [],
        registerScripts: async () => false,
        injectScripts: async () => {},
        tabPage: async () => ({ url: `${CLIENT}/#/room`, partition: "default" }),
        pageFacts: async () => ({ loaded: [], frames: [], shown: [], framed: [], hasScripts: true }),
        reloadTab: async () => {},
        drawButton({ trouble = "none" }) {
          given.badges.push(trouble);
        },
        buttonTabs: async () => [],
        buttonTab: async () => undefined,
        consentWindow: {
          async open() {
            given.windows += 1;
          },
          close: async () => {},
        },
        managed: async () => ({}),
        notify: () => {},
        setAlarm(at) {
          clearTimeout(alarm);
          if (options.alarm === false) return;
          alarm = setTimeout(() => void background.tick(), Math.min(at - Date.now(), 86_400_000)).unref();
        },
      },
      changed() {
        given.news += 1;
      },
      now: () => Date.now(),
    });
  let background = start();
  const fromFrame = async (message: unknown, sender: FrameSender) => {
    const answer = await background.fromFrame(message, sender);
    given.answers.push(answer);
    return answer;
  };
  const fromPage = async (message: unknown) => {
    const answer = await background.fromPage(message);
    given.answers.push(answer);
    return answer;
  };

  let frames = 0;
  const hostFrame = ({ origin = CLIENT, partition = "default" }: Asker): FrameSender => ({
    ...{ tabId: 1, frameId: 0, documentId: "HOST", origin, partition },
  });
  const widgetFrame = (asker: Asker): FrameSender => {
    const { origin } = widgetOf(asker);
    return { ...hostFrame(asker), frameId: ++frames, documentId: `WIDGET ${origin}`, origin };
  };
  const widgetOf = ({ widget }: Asker) => widget ?? { id: "w", origin: "https://widget.example" };

  /** The handshake, as the scripts of the two frames report it. @returns the widget's nonce */
  async function load(asker: Asker): Promise<string> {
    const nonce = crypto.randomUUID();
    const [host, frame] = [hostFrame(asker), widgetFrame(asker)];
    const { delayed = DELAYED, approved = APPROVED, embedding = {}, hostFailed } = asker;
    const where = { ids: [], page: `${host.origin}/`, ...embedding };
    await fromFrame({ ask: "widget-here", nonce, host: host.origin, late: false }, frame);
    const widget = widgetOf(asker);
    await fromFrame({ ask: "widget-seen", nonce, late: false, widget, embedding: where }, host);
    if (hostFailed) {
      await fromFrame({ ask: "host-knows", nonce, features: ["delayed-events"] }, host);
      return nonce;
    }
    await fromFrame({ ask: "hidden", nonce, capabilities: delayed }, host);
    const approval = { requested: approved, approved };
    await fromFrame({ ask: "approved", nonce, approval, asked: delayed }, frame);
    return nonce;
  }

  return {
    persistent,
    inMemory,
    given,
    load,

    /** The browser stops the worker: memory is gone, storage stays, and whatever it was doing ends. */
    restart() {
      life.abort();
      life = new AbortController();
      background = start();
      void background.tick();
    },

    /** The browser closes. */
    stop() {
      life.abort();
      clearTimeout(alarm);
      // Open questions would wait for the user for minutes.
      background.consentClosed();
    },

    /** The user takes permissions away in the browser's own settings, or gives all of them back. */
    async revoke(...patterns: string[]) {
      revoked.clear();
      for (const pattern of patterns) revoked.add(pattern);
      await background.applySites();
    },

    /** The last private window is closed. */
    privateClosed: () => background.privateClosed(),

    /** The alarm fires: everything due is checked. */
    tick: () => background.tick(),

    /** A page sends a request with this token. */
    seen(baseUrl: string, accessToken: string, { origin = CLIENT, partition = "default" }: Asker = {}) {
      return background.seen({
        partition,
        origin,
        url: `${baseUrl}/_matrix/client/v3/sync`,
        authorization: `Bearer ${accessToken}`,
      });
    },

    /** The same by its worker; the browser does not tell whose windows that belongs to. */
    seenFromWorker(baseUrl: string, accessToken: string) {
      const url = `${baseUrl}/_matrix/client/v3/sync`;
      return background.seen({ origin: CLIENT, url, authorization: `Bearer ${accessToken}` });
    },

    /** A widget loads and asks; resolves with its `response`, or nothing if the host's answer stands. */
    async ask(action: string, data: unknown, asker: Asker = {}): Promise<WidgetResponse | undefined> {
      const nonce = asker.nonce ?? (await load(asker));
      const sender = asker.hostFailed ? widgetFrame(asker) : hostFrame(asker);
      const { id, within, hostFailed: failed = false } = asker;
      const named = { ...(id && { id }), ...(within && { within }) };
      const asked = { ask: "perform", nonce, failed, action, data, ...named };
      const answer = await fromFrame(asked, sender);
      return isPerformAnswer(answer) ? answer.response : undefined;
    },

    /** Anything that a content script may say. */
    fromFrame,

    /** Anything that a page of the extension may say. */
    fromPage,

    /** What a widget is told about its capabilities. */
    async approval(nonce: string, approved: string[], asker: Asker = {}): Promise<string[] | undefined> {
      const approval = { requested: approved, approved };
      const asked = { ask: "approved", nonce, approval, asked: [] };
      const answer = await fromFrame(asked, widgetFrame(asker));
      return isApprovalAnswer(answer) ? answer.approval.approved : undefined;
    },

    async overview(): Promise<Overview> {
      return (await fromPage({ ask: "overview", tabId: 1 })) as Overview;
    },

    async updateDelay(id: string, action: "restart" | "send" | "cancel"): Promise<Outcome> {
      return (await fromPage({ ask: "update-delay", id, action })) as Outcome;
    },
  };
}
