import type { CapabilitiesMessage } from "../../widget-api/capabilities.ts";
import type { Reply, WidgetMessage, WidgetRequest } from "../../widget-api/message.ts";
import type { FromHostFrame, FromWidgetFrame } from "../between-frames.ts";
import { probedIn } from "../probe.ts";
import { hostAsks, repostWithout, tellUntold } from "./approvals.ts";
import { hostReplies, remember } from "./replies.ts";
import { ask, hostAnswers, silenceHeard } from "./rounds.ts";
import type { Step, WidgetSide } from "./side.ts";
import { kept, keyOf, requestIdOf, step, toHost } from "./steps.ts";

type FromHost = Extract<WidgetMessage, { kind: "host-request" | "host-reply" }>;

/** The host has sent a widget API message. */
export function hostSays(side: WidgetSide, origin: string, { kind, message }: FromHost): Step {
  const probed =
    kind === "host-reply" && side.ids.includes(message.requestId) && probedIn(message as WidgetRequest);
  if (probed) return kept(hostAnswers(side, probed, message as Reply<WidgetRequest>));
  const now = setHost(side, origin);
  const delivered = new Set(now.delivered);
  if (delivered.delete(keyOf(message))) return step({ ...now, delivered });
  return kind === "host-request" ? hostAsks(now, message) : hostReplies(now, message);
}

/** The script in the host's frame has sent a message. */
export function hostFrameSays(
  before: WidgetSide,
  origin: string,
  said: FromHostFrame | FromWidgetFrame,
): Step {
  const side = setHost(before, origin);
  switch (said.postdate) {
    case "probe":
      return ask(side, origin, said);
    case "silence-heard":
      return silenceHeard(side, said.id);
    case "tie-heard":
      return tellUntold(side);
    case "passed":
      return step(remember(side, said.requestId, said.at));
    case "repost":
      return step(remember(side, requestIdOf(said.message), said.at), toHost(side, said.message));
    case "repost-without":
      return repostWithout(side, said.message as CapabilitiesMessage, said.original as CapabilitiesMessage);
    case "perform": {
      const request = said.message as WidgetRequest;
      return side.knownTo === undefined ? step(side) : step(side, { do: "perform", request, at: said.at });
    }
    default:
      // Only a widget's frame sends this: this frame's host is itself a widget, and its script was talking to another
      // host.
      return step(side);
  }
}

function setHost(side: WidgetSide, origin: string): WidgetSide {
  return side.host === undefined ? { ...side, host: origin } : side;
}
