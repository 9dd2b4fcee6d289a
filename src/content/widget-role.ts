import { isProbe, PROBE_WITHIN } from "../host-support/probe.ts";
import { standInFor } from "../host-support/stand-ins.ts";
import { APPROVAL_WITHIN, isApprovalAnswer, isStandInAnswer } from "../messaging/answers.ts";
import { approvalIn } from "../widget-api/capabilities.ts";
import { failureIn } from "../widget-api/errors.ts";
import {
  type HostRequest,
  type Reply,
  replyTo,
  type WidgetMessage,
  type WidgetRequest,
} from "../widget-api/message.ts";
import { askAgain, askBackground } from "./background-link.ts";
import { type FromHostFrame, type FromWidgetFrame, post } from "./frame-link.ts";
import { pathOf } from "./frame-path.ts";
import type { Role } from "./listen.ts";
import { createProbing } from "./probing.ts";
import { askStandIn, timeLeft } from "./stand-in.ts";

type FromHost = Extract<WidgetMessage, { kind: "host-request" | "host-reply" }>;

const REMEMBERED = 50;

/** What this frame's script knows, from its page's load to the next. */
const widget = {
  /** The host's origin; absent until it has spoken. */
  host: undefined as string | undefined,
  /** Names this load of the widget to the background. */
  nonce: undefined as string | undefined,
  /** Whether the host was told of fewer capabilities than the widget has asked for. */
  hiding: false,
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
    widget.hiding = true;
    if (!("response" in data.message))
      widget.originals.set((data.original as WidgetRequest).requestId, data.original);
    toHost(data.message);
  }
}

/** Remembers when a request came. Few are on their way at a time; what a host never answers is not kept for ever. */
function remember(requestId: unknown, at: number): void {
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
  if (here.value === true) widget.nonce = nonce;
  toHost({ postdate: "probed", nonce, verdict: await verdict });
}

function hearRequest(request: HostRequest): boolean {
  const approval = approvalIn(request);
  const { nonce } = widget;
  if (!approval || !widget.hiding || !nonce) return false;
  // The host does not wait for the user: its own patience ends after 10 s. The widget does, as for a host's own question.
  toHost(replyTo(request, {}));
  void askBackground({ ask: "approved", nonce, approval }, APPROVAL_WITHIN).then((answer) => {
    const told =
      answer.kind === "answered" && isApprovalAnswer(answer.value) ? answer.value.approval : approval;
    deliver({ ...request, data: { ...(request.data as object), ...told } });
  });
  return true;
}

function hearReply(reply: Reply<WidgetRequest>): boolean {
  const original = widget.originals.get(reply.requestId);
  if (original) {
    widget.originals.delete(reply.requestId);
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
