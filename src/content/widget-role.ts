import type { FromHostFrame, FromWidgetFrame } from "../host-support/frame-messages.ts";
import { PROBE_WITHIN } from "../host-support/probe.ts";
import { standInFor } from "../host-support/stand-ins.ts";
import { APPROVAL_WITHIN, isApprovalAnswer, isStandInAnswer } from "../messaging/answers.ts";
import {
  type Approval,
  approvalIn,
  type CapabilitiesMessage,
  capabilitiesAsked,
} from "../widget-api/capabilities.ts";
import { failureIn } from "../widget-api/errors.ts";
import {
  type HostRequest,
  type Reply,
  replyTo,
  type WidgetMessage,
  type WidgetRequest,
} from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import { isLate } from "./arrival.ts";
import { askAgain } from "./background-link.ts";
import type { Role } from "./listen.ts";
import { patience } from "./patience.ts";
import { post } from "./post.ts";
import { createProbing } from "./probing.ts";
import { askStandIn, responseTo, timeLeft } from "./stand-in.ts";

type FromHost = Extract<WidgetMessage, { kind: "host-request" | "host-reply" }>;

const REMEMBERED = 50;
/** How long an approval that is told late may hold up what waits for it, in milliseconds: the user may have to be asked. */
const TOLD_WITHIN = 1_000;

/** What this frame's script knows, from its page's load to the next. */
const widget = {
  /** The host's origin; absent until it has spoken. A page has one parent document for as long as it is loaded. */
  host: undefined as string | undefined,
  /** Names this document to the background; set when that knows it. Only a host on a site that is on is ever told. */
  nonce: undefined as string | undefined,
  /** Whether the host was told of fewer capabilities than the widget has asked for. */
  hiding: false,
  /** What it has asked for in such messages, of which the background is still to be told. */
  asked: [] as string[],
  /** Tells the background what the host approved of the rest, where it did not know this frame at the time. */
  tellLater: undefined as (() => Promise<void>) | undefined,
  /** Called when the background knows the host, too. */
  tieHeard: () => {},
  /** By requestId, what the widget said where the host was told less. */
  originals: new Map<unknown, object>(),
  /** By requestId, when the widget asked its host for a delayed action (epoch ms). */
  passed: new Map<unknown, number>(),
  /** By requestId, what is on its way to the widget as it is to be; it comes by here once more. */
  delivered: new Set<unknown>(),
};
const secret = uuid();
const probing = createProbing({
  ask: toHost,
  silent: (id) => toHost({ postdate: "silent", id }),
  changed: (id, verdict) => toHost({ postdate: "probed", id, verdict, ...named() }),
});

/**
 * Says that a page has loaded here, before it can say anything itself: what the page before it was granted is not for it.
 * Whose page it is in, it cannot know yet; a parent without a script takes no notice.
 */
export function announce(): void {
  if (window.parent !== window) post(window.parent, { postdate: "here" }, "*");
}

/** What the script in a widget's frame does. */
export const widgetRole: Role = {
  hear: (event, heard) =>
    (heard.kind === "host-request" || heard.kind === "host-reply") &&
    isFromParent(event) &&
    hearHost(event, heard),
  hearScript: (event, said) => {
    if (isFromParent(event)) hearHostFrame(event, said);
  },
};

/** A page can make up an event, or post to itself; only its host's own words count. */
function isFromParent({ isTrusted, source }: MessageEvent): boolean {
  return isTrusted && window.parent !== window && source === window.parent;
}

function hearHost({ origin }: MessageEvent, { kind, message }: FromHost): boolean {
  if (kind === "host-reply" && probing.answered(message)) return true;
  widget.host ??= origin;
  if (widget.delivered.delete(message.requestId)) return false;
  return kind === "host-request" ? hearRequest(message) : hearReply(message);
}

function hearHostFrame({ origin }: MessageEvent, data: FromWidgetFrame | FromHostFrame): void {
  widget.host ??= origin;
  if (data.postdate === "probe") void probe(data, origin);
  else if (data.postdate === "tie-heard") widget.tieHeard();
  else if (data.postdate === "silence-heard") probing.silent(data.id);
  else if (data.postdate === "passed") remember(data.requestId, data.at);
  else if (data.postdate === "perform") void perform(data.message as WidgetRequest, data.at);
  else if (data.postdate === "repost") {
    remember((data.message as WidgetRequest).requestId, data.at);
    toHost(data.message);
  } else if (data.postdate === "repost-without") {
    const original = data.original as CapabilitiesMessage;
    widget.hiding = true;
    widget.asked.push(...(capabilitiesAsked(original) ?? []));
    if (!("response" in original)) widget.originals.set(original.requestId, original);
    toHost(data.message);
  }
}

/**
 * Remembers when a request came: the first time, for one that was held comes by again. Few are on their way at a time; what a
 * host never answers is not kept for ever.
 */
function remember(requestId: unknown, at: number): void {
  if (widget.passed.has(requestId)) return;
  const [oldest] = widget.passed.keys();
  if (widget.passed.size >= REMEMBERED) widget.passed.delete(oldest);
  widget.passed.set(requestId, at);
}

/** Asks the host whether it knows delayed events, and has the background know this document. */
async function probe(asked: Extract<FromHostFrame, { postdate: "probe" }>, origin: string): Promise<void> {
  const { id } = asked;
  toHost({ postdate: "probing", id });
  const verdict = probing.ask(asked);
  await introduce(id, origin);
  toHost({ postdate: "probed", id, verdict: await verdict, ...named() });
}

/**
 * Tells the background of this document, and of which origin its host is. Only where that host's site is on, and so has a script that
 * keeps the message from its page, is the nonce told to it.
 */
async function introduce(id: string, host: string): Promise<void> {
  const here = { ask: "widget-here", nonce: secret, host, late: isLate() } as const;
  const { value } = await askAgain(() => here, PROBE_WITHIN);
  // What has no origin of its own is no target: anybody could be the one that hears it.
  if (value !== true || host === "null") return;
  widget.nonce = secret;
  const heard = new Promise<void>((resolve) => {
    widget.tieHeard = resolve;
  });
  post(window.parent, { postdate: "tied", id, nonce: secret }, host);
  if (widget.tellLater) await Promise.race([heard.then(tellWhatIsLate), patience(TOLD_WITHIN)]);
}

async function tellWhatIsLate(): Promise<void> {
  const { tellLater } = widget;
  widget.tellLater = undefined;
  await tellLater?.();
}

function named(): { nonce?: string } {
  return widget.nonce === undefined ? {} : { nonce: widget.nonce };
}

function hearRequest(request: HostRequest): boolean {
  const approval = approvalIn(request);
  if (!approval || !widget.hiding) return false;
  if (!widget.nonce) {
    widget.tellLater = () => tell(request, approval);
    return false;
  }
  // The host does not wait for the user: its own patience ends after 10 s. The widget does, as for a host's own question.
  toHost(replyTo(request, {}));
  void tell(request, approval);
  return true;
}

/** Tells the background what the host has approved, and the widget what it has with what the user grants. */
async function tell(request: HostRequest, approval: Approval): Promise<void> {
  const { nonce = "" } = widget;
  const told = { ask: "approved", nonce, approval, asked: widget.asked.splice(0) } as const;
  const { value } = await askAgain(() => told, APPROVAL_WITHIN);
  const answer = isApprovalAnswer(value) ? value.approval : approval;
  deliver({ ...request, data: { ...(request.data as object), ...answer } });
}

function hearReply(reply: Reply<WidgetRequest>): boolean {
  const original = widget.originals.get(reply.requestId);
  widget.originals.delete(reply.requestId);
  // Without a nonce nothing can be delivered: the widget hears its host's own answer.
  if (original && widget.nonce) {
    deliver({ ...original, response: reply.response });
    return true;
  }
  const at = widget.passed.get(reply.requestId) ?? Date.now();
  widget.passed.delete(reply.requestId);
  const { nonce } = widget;
  const standIn = standInFor(reply);
  if (!nonce || widget.hiding || !standIn || failureIn(reply) !== standIn.failure) return false;
  void takeOver(reply, { nonce, within: timeLeft(standIn, at) });
  return true;
}

/**
 * The host's driver has failed an action that the widget was allowed: it is done here, or the host's word stands.
 *
 * A host that tells nothing of a homeserver's refusal (matrix-widget-api up to 1.9) fails alike when its driver was told to
 * wait. One more request costs nothing then, for what is refused does not count, and tells the widget how long.
 */
async function takeOver(
  reply: Reply<WidgetRequest>,
  { nonce, within }: { nonce: string; within: number },
): Promise<void> {
  const { value } = await askStandIn(reply, nonce, within, { failed: true });
  deliver(isStandInAnswer(value) ? { ...reply, response: value.response } : reply);
}

/** Has the background do what the widget asked for at that time (epoch ms), and the widget hear of it. */
async function perform(request: WidgetRequest, at: number): Promise<void> {
  const { nonce } = widget;
  if (nonce) deliver(replyTo(request, await responseTo(request, nonce, at)));
}

/** Has a message come to this page from its host, by the script there. */
function deliver(message: object): void {
  const { host = "null", nonce } = widget;
  if (!nonce || host === "null") return;
  widget.delivered.add((message as WidgetRequest).requestId);
  post(window.parent, { postdate: "deliver", nonce, message }, host);
}

/** Posts to the window of the host: to its page, or to the script in front of it. */
function toHost(message: FromWidgetFrame | object): void {
  post(window.parent, message, widget.host ?? "*");
}
