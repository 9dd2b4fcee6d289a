import { isProbe, PROBE_WITHIN } from "../host-support/probe.ts";
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
import { askAgain } from "./background-link.ts";
import { type FromHostFrame, type FromWidgetFrame, post } from "./frame-link.ts";
import { pathOf } from "./frame-path.ts";
import type { Role } from "./listen.ts";
import { patience } from "./patience.ts";
import { createProbing } from "./probing.ts";
import { askStandIn, timeLeft } from "./stand-in.ts";

type FromHost = Extract<WidgetMessage, { kind: "host-request" | "host-reply" }>;

const REMEMBERED = 50;
/** How long an approval that is told late may hold up what waits for it, in milliseconds: the user may have to be asked. */
const TOLD_WITHIN = 1_000;

/** What this frame's script knows, from its page's load to the next. */
const widget = {
  /** The host's origin; absent until it has spoken. */
  host: undefined as string | undefined,
  /** Names this load of the widget to the background. */
  nonce: undefined as string | undefined,
  /** Whether the host was told of fewer capabilities than the widget has asked for. */
  hiding: false,
  /** What it has asked for in such messages, of which the background is still to be told. */
  asked: [] as string[],
  /** Tells the background what the host approved of the rest, where it did not know this frame at the time. */
  tellLater: undefined as (() => Promise<void>) | undefined,
  /** By requestId, what the widget said where the host was told less. */
  originals: new Map<unknown, object>(),
  /** By requestId, when the widget asked its host for a delayed action (epoch ms). */
  passed: new Map<unknown, number>(),
  /** By requestId, what is on its way to the widget as it is to be; it comes by here once more. */
  delivered: new Set<unknown>(),
};
const probing = createProbing(toHost);

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
    (heard.kind === "host-request" || heard.kind === "host-reply") && hearHost(event, heard),
  hearScript: hearHostFrame,
};

function hearHost(event: MessageEvent, { kind, message }: FromHost): boolean {
  // A page can make up an event, or post to itself; only its host's own words count.
  if (!event.isTrusted || event.source !== window.parent || window.parent === window) return false;
  if (isProbe(message)) {
    if (kind === "host-reply") probing.answered(message);
    return true;
  }
  widget.host ??= event.origin;
  if (widget.delivered.delete(message.requestId)) return false;
  return kind === "host-request" ? hearRequest(message) : hearReply(message);
}

function hearHostFrame(event: MessageEvent, data: FromWidgetFrame | FromHostFrame): void {
  if (!event.isTrusted || event.source !== window.parent || window.parent === window) return;
  widget.host ??= event.origin;
  if (data.postdate === "probe") void probe(data);
  else if (data.postdate === "silence-heard") probing.silent(data.nonce);
  else if (data.postdate === "passed") remember(data.requestId, data.at);
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

/** Asks the host whether it knows delayed events, and claims the nonce for this frame. */
async function probe(asked: Extract<FromHostFrame, { postdate: "probe" }>): Promise<void> {
  const { nonce } = asked;
  toHost({ postdate: "probing", nonce });
  const verdict = probing.ask(asked);
  const claim = { ask: "widget-here", nonce, path: pathOf(window) } as const;
  const here = await askAgain(() => claim, PROBE_WITHIN);
  if (here.value === true) {
    widget.nonce = nonce;
    const { tellLater } = widget;
    widget.tellLater = undefined;
    if (tellLater) await Promise.race([tellLater(), patience(TOLD_WITHIN)]);
  }
  const said = await verdict;
  const isOurs = widget.nonce === nonce || said === "knows";
  toHost({ postdate: "probed", nonce, verdict: isOurs ? said : "unreachable" });
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
  const { value } = await askStandIn(reply, nonce, within);
  deliver(isStandInAnswer(value) ? { ...reply, response: value.response } : reply);
}

/** Has a message come to this page from its host. */
function deliver(message: object): void {
  widget.delivered.add((message as WidgetRequest).requestId);
  toHost({ postdate: "deliver", nonce: widget.nonce ?? "", message });
}

/** Posts to the window of the host: to its page, or to the script in front of it. */
function toHost(message: FromWidgetFrame | object): void {
  post(window.parent, message, widget.host ?? "*");
}
