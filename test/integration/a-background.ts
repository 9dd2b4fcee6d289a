import { createBackground } from "../../src/background/background.ts";
import { SEND_CAPABILITIES, UPDATE_CAPABILITIES } from "../../src/features/delayed-events/names.ts";
import { isApprovalAnswer, isPerformAnswer } from "../../src/messaging/answers.ts";
import type { FrameSender } from "../../src/messaging/sender.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import type { WidgetResponse } from "../../src/widget-api/message.ts";
import { memoryStore } from "../unit/background/memory-store.ts";
import { mortal } from "./mortal-store.ts";

export const CLIENT = "https://client.example";

/** A widget in a page, without its request. */
export interface Asker {
  origin?: string;
  partition?: string;
  widget?: { id: string; origin: string };
  embedding?: { src?: string; ids?: string[]; page?: string };
  /** The host's approval; by default, what the tests' events need, in every room. */
  approved?: string[];
  /** The delayed capabilities that the widget asks for; by default, both. */
  delayed?: string[];
  /** Whether the host knows delayed events but has just failed. */
  hostFailed?: boolean;
  /** The nonce of a widget that has already loaded (`load`); by default, a new one loads. */
  nonce?: string;
  /** The request's id, to make the same request again. */
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
 * @param options.alarm if false, delays are checked only at `tick`: for tests that count requests, or that check a
 *   state which the next check would change
 */
export function aBackground(options: { alarm?: boolean } = {}) {
  const persistent = memoryStore();
  const inMemory = memoryStore();
  const revoked = new Set<string>();
  let alarm: NodeJS.Timeout | undefined;
  /**
   * The output: the answers to content scripts and pages, everything ever written to storage, the badges, and how often
   * the consent window was shown, pages were told to ask again, and the browser was asked what is granted.
   */
  const given: {
    answers: unknown[];
    persistent: [string, unknown][];
    inMemory: [string, unknown][];
    badges: string[];
    windows: number;
    news: number;
    permissionChecks: number;
  } = {
    answers: [],
    persistent: [],
    inMemory: [],
    badges: [],
    windows: 0,
    news: 0,
    permissionChecks: 0,
  };
  let life = new AbortController();
  const start = () =>
    createBackground({
      persistent: mortal(persistent, life.signal, given.persistent),
      inMemory: mortal(inMemory, life.signal, given.inMemory),
      browser: {
        grantedByManifest: ["https://client.example/*", "https://other.example/*"],
        async granted(patterns) {
          given.permissionChecks += 1;
          return patterns.filter((pattern) => !revoked.has(pattern));
        },
        giveBack: async () => {},
        async allGranted() {
          given.permissionChecks += 1;
          return [];
        },
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
    tabId: 1,
    frameId: 0,
    documentId: "HOST",
    origin,
    partition,
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

    /** The browser stops the worker: its memory and running work are gone, and storage stays. */
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

    /** The user revokes permissions in the browser's own settings, or gives all of them back. */
    async revoke(...patterns: string[]) {
      revoked.clear();
      for (const pattern of patterns) revoked.add(pattern);
      await background.applySites();
    },

    /** The last private window is closed. */
    privateClosed: () => background.privateClosed(),

    /** The alarm fires, and everything due is checked. */
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

    /** A page's worker sends a request with this token. The browser does not tell the worker's partition. */
    seenFromWorker(baseUrl: string, accessToken: string) {
      const url = `${baseUrl}/_matrix/client/v3/sync`;
      return background.seen({ origin: CLIENT, url, authorization: `Bearer ${accessToken}` });
    },

    /** A widget loads and makes a request. @returns its `response`, or undefined if the host's answer stands */
    async ask(action: string, data: unknown, asker: Asker = {}): Promise<WidgetResponse | undefined> {
      const nonce = asker.nonce ?? (await load(asker));
      const sender = asker.hostFailed ? widgetFrame(asker) : hostFrame(asker);
      const { id, within, hostFailed: failed = false } = asker;
      const named = { ...(id && { id }), ...(within && { within }) };
      const asked = { ask: "perform", nonce, failed, action, data, ...named };
      const answer = await fromFrame(asked, sender);
      return isPerformAnswer(answer) ? answer.response : undefined;
    },

    /** Any message of a content script. */
    fromFrame,

    /** Any message of an extension page. */
    fromPage,

    /** The approval that a widget is told. */
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
