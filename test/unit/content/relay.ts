import { createConsent } from "../../../src/background/widgets/consent.ts";
import { createFrameMessages } from "../../../src/background/widgets/frame-messages.ts";
import { createGivenConsents } from "../../../src/background/widgets/given-consents.ts";
import { createLastAnswers } from "../../../src/background/widgets/last-answers.ts";
import { createPromisedConsents } from "../../../src/background/widgets/promised-consents.ts";
import { createRefusedConsents } from "../../../src/background/widgets/refused-consents.ts";
import { createWidgets } from "../../../src/background/widgets/widgets.ts";
import type { DelayedSend } from "../../../src/delayed-events/delayed-event.ts";
import { type FrameMessage, parseFrameMessage } from "../../../src/messaging/frame-contract.ts";
import type { FrameSender } from "../../../src/messaging/sender.ts";
import { memoryStore } from "../background/memory-store.ts";
import { type Message, type Page, pass, twoFrames } from "./frames.ts";

export const SEND = "org.matrix.msc4157.send.delayed_event";
export const UPDATE = "org.matrix.msc4157.update_delayed_event";
export const OTHERS = ["org.matrix.msc2762.timeline:*", "org.matrix.msc2762.send.state_event:t"];
export const WANTS = [...OTHERS, SEND, UPDATE];
export const DELAYED_SEND = { type: "t", state_key: "", content: {}, delay: 8_000, room_id: "!r:x" };
export const REQUEST = "org.matrix.msc2974.request_capabilities";
export const VERSIONS = "supported_api_versions";
export const GET_TRANSPORTS = "org.matrix.msc4515.get_rtc_transports";
export const SEND_STICKY = "org.matrix.msc4407.send.sticky_event";
export const RECEIVE_STICKY = "org.matrix.msc4407.receive.sticky_event";
export const SEND_MESSAGE = "org.matrix.msc2762.send.event:t";
export const STICKY_SEND = { type: "t", content: {}, sticky_duration_ms: 60_000, room_id: "!r:x" };
export const TRANSPORT = { type: "livekit", livekit_service_url: "https://jwt.example.org" };
const NOTIFY = "notify_capabilities";
let asked = 0;

/**
 * A background whose homeserver accepts everything, but no sticky events if `hasSticky` is false. The user allows
 * everything; with `asks`, the test answers instead.
 */
export function aBackground({ asks = false, hasSticky = true } = {}) {
  const stickies: object[] = [];
  const homeserver = {
    rtcTransports: async () => [TRANSPORT],
    supports: async () => ({ stickyEvents: hasSticky }),
    sendSticky: async (_room: string, event: object) => `$sticky ${stickies.push(event)}`,
  };
  const store = memoryStore();
  const stores = { persistent: memoryStore(), inMemory: memoryStore() };
  const scheduled: DelayedSend[] = [];
  const now = () => Date.now();
  const changed = () => {};
  function start() {
    const consent = createConsent({
      given: createGivenConsents(stores, { now, changed }),
      refused: createRefusedConsents(stores.inMemory, { now, changed }),
      promised: createPromisedConsents(stores.inMemory, now),
      window: { open: async () => {}, close: async () => {} },
      standing: async () => !asks,
      changed,
    });
    const schedule = async (_by: unknown, _room: string, event: DelayedSend) =>
      `delay ${scheduled.push(event)}`;
    const { answer } = createFrameMessages({
      sites: { isOn: async () => true },
      accounts: { sessionOf: async () => ({ account: { userId: "@alice:example.org" }, homeserver }) },
      scheduling: { schedule },
      delays: { scheduleOnce: schedule, update: async () => {} },
      widgets: createWidgets(store, now),
      consent,
      encryption: { requireClear: async () => {} },
      now,
      lastAnswers: createLastAnswers(now),
    } as never);
    return { answer, consent };
  }
  let life = start();
  return {
    scheduled,
    stickies,
    consent: () => life.consent,
    /** The background dies and restarts: its memory is gone. */
    restart() {
      life = start();
    },
    async answer(message: unknown, sender: FrameSender): Promise<unknown> {
      const asked = parseFrameMessage(message);
      return asked && life.answer(asked, sender);
    },
  };
}

export type Background = ReturnType<typeof aBackground>;

interface Scene {
  /** Whether the host knows delayed events; its driver fails at them anyway, after `failsAfter` (ms). */
  knows?: boolean;
  failsAfter?: number;
  /**
   * How the host knows sticky events: like matrix-widget-api from 1.15 on, answering the probe so often and after so
   * long (ms), and maybe with a driver that fails; without it, not at all.
   */
  sticky?: { times?: number; after?: number; fails?: boolean };
  /** Whether the host ignores unknown requests. */
  isSilent?: boolean;
  widgetHasScript?: boolean;
  /** Whether the host's page was open before its script. */
  hostIsLate?: boolean;
  /** The capabilities that the widget asks for. */
  wants?: string[];
  /** The versions that the host lists, how often, and after how long (ms); if absent, it never answers. */
  versions?: { says: string[]; times?: number; after?: number };
  background?: Background;
  /** Intercepts messages to the background; by default, each one is answered. */
  between?: (message: FrameMessage, answer: () => Promise<unknown>) => Promise<unknown>;
}

/** A minimal widget and host, with our scripts between them. */
export function aRelay(scene: Scene = {}) {
  const { background = aBackground(), between = (_, answer) => answer(), widgetHasScript = true } = scene;
  const { wants = WANTS, hostIsLate = false } = scene;
  const { host, widget, injectScript } = twoFrames(
    (message, sender) => between(message as FrameMessage, () => background.answer(message, sender)),
    { widgetHasScript, hostIsLate },
  );
  play(host, scene);
  widget.onMessage((data) => {
    if (data.api !== "toWidget" || data.response) return;
    widget.say({ ...data, response: data.action === "capabilities" ? { capabilities: wants } : {} });
  });

  async function answers(action: string, data: object, within = 1_000, enough = 99): Promise<unknown[]> {
    const requestId = `request ${++asked}`;
    widget.say({ api: "fromWidget", action, requestId, widgetId: "w", data });
    const heard = () => widget.heard.filter((each) => each.requestId === requestId);
    for (let gone = 0; gone < within && heard().length < enough; gone += 50) await pass(0);
    return heard().map(({ response }) => response);
  }

  return {
    host,
    widget,
    background,
    injectScript,
    /** The host asks the widget for its capabilities, then this time passes (ms). */
    async handshake(within: number): Promise<void> {
      host.say({ api: "toWidget", action: "capabilities", requestId: "c", widgetId: "w", data: {} });
      await pass(within);
    },
    /** The capabilities that the widget asked the host for, each time. */
    hostIsAsked: () =>
      host.heard.flatMap(({ action, response, data }) =>
        /capabilities$/.test(String(action)) && action !== NOTIFY
          ? [((response ?? data) as { capabilities: string[] }).capabilities]
          : [],
      ),
    /** What the widget was told about its capabilities, each time. */
    widgetIsTold: () =>
      widget.heard.flatMap(({ action, data }) =>
        action === NOTIFY ? [data as { requested: string[]; approved: string[] }] : [],
      ),
    /** The widget asks its host. @returns the first answer within this time (ms) */
    ask: async (action: string, data: object, within = 1_000) => (await answers(action, data, within, 1))[0],
    /** The widget asks its host. @returns all answers */
    answers,
  };
}

/** Plays the host, which approves every capability. */
function play(
  host: Page,
  { knows = false, failsAfter = 0, isSilent = false, versions, sticky }: Scene,
): void {
  const held = new Set<string>();
  const reply = (request: Message, response: object) => host.say({ ...request, response });
  const fail = (request: Message, message: string) => reply(request, { error: { message } });

  function approve(capabilities: string[]): void {
    const requested = capabilities.filter((capability) => !held.has(capability));
    for (const capability of capabilities) held.add(capability);
    const data = { requested, approved: [...held] };
    host.say({ api: "toWidget", action: NOTIFY, requestId: `notify ${++asked}`, widgetId: "w", data });
  }

  /** The host checks the capability for sticky events first. No capability is for a type as long as the probe's. */
  function refuseProbe(request: Message): void {
    const { times = 1, after = 0 } = sticky ?? {};
    const isMissing = sticky && !held.has(SEND_STICKY);
    const error = isMissing
      ? `Missing capability for ${SEND_STICKY}`
      : "Cannot send room events of this type";
    for (let time = 0; time < times; time += 1) setTimeout(() => fail(request, error), after);
  }

  function sendNow(request: Message): void {
    if (sticky?.fails) fail(request, "Error sending event");
    else reply(request, { event_id: sticky ? "$sticky" : "$ordinary" });
  }

  host.onMessage((heard) => {
    const { action, response, data } = heard as Message & { data?: Message; response?: Message };
    if (action === "capabilities" && response) approve(response.capabilities as string[]);
    else if (response) return;
    else if (action === REQUEST) {
      reply(heard, {});
      approve(data?.capabilities as string[]);
    } else if (action === VERSIONS && versions) {
      const { says: supported_versions, times = 1, after = 0 } = versions;
      for (let time = 0; time < times; time += 1)
        setTimeout(() => reply(heard, { supported_versions }), after);
    } else if (action === "send_event" && String(data?.type).length > 255) refuseProbe(heard);
    else if (action === "send_event" && data?.sticky_duration_ms && !data.delay) sendNow(heard);
    else if (action === "send_event" && !knows) reply(heard, { event_id: "$sent-at-once" });
    else if (action === "send_event") setTimeout(() => fail(heard, "Error sending event"), failsAfter);
    else if (!knows && isSilent) return;
    else if (!knows) fail(heard, `Unknown or unsupported action: ${action}`);
    else fail(heard, data?.delay_id ? "Error updating delayed event" : "Invalid request - missing delay_id");
  });
}
