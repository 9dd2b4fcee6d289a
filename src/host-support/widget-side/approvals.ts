import { featuresWanted } from "../../features/capabilities.ts";
import {
  type Approval,
  approvalIn,
  type CapabilitiesMessage,
  capabilitiesAsked,
} from "../../widget-api/capabilities.ts";
import { type HostRequest, replyTo } from "../../widget-api/message.ts";
import { deliver } from "./replies.ts";
import { heldUp } from "./rounds.ts";
import { REMEMBERED, type Step, type UntoldApproval, type WidgetSide } from "./side.ts";
import { and, kept, step, toHost } from "./steps.ts";

export function repostWithout(
  side: WidgetSide,
  message: CapabilitiesMessage,
  original: CapabilitiesMessage,
): Step {
  const told = capabilitiesAsked(message) ?? [];
  const hidden = (capabilitiesAsked(original) ?? []).filter((capability) => !told.includes(capability));
  const isRequest = !("response" in original);
  const originals = [...side.originals, [original.requestId, original] as const].slice(-REMEMBERED);
  const next = {
    ...side,
    hiding: [...new Set([...side.hiding, ...featuresWanted(hidden)])],
    asked: [...new Set([...side.asked, ...hidden])],
    ...(isRequest && { originals: new Map(originals) }),
  };
  return step(next, toHost(side, message));
}

export function hostAsks(side: WidgetSide, request: HostRequest): Step {
  const approval = approvalIn(request);
  if (!approval || side.hiding.length === 0) return step(side);
  const approved = { request, approval };
  if (side.knownTo === undefined) return step({ ...side, untold: approved });
  // The host does not wait for the user: it gives up after 10 s. The widget waits, as it would for a question of the
  // host itself.
  return kept(and([toHost(side, replyTo(request, {}))], tell(side, approved)));
}

/** The background has tied this document to its host: reports the approval that came too early. */
export function tellUntold(side: WidgetSide): Step {
  const { untold, knownTo, round } = side;
  if (!untold || knownTo === undefined) return step(side);
  const holdsUp = round?.introduction === "telling" ? round.id : undefined;
  return tell({ ...side, untold: undefined }, { ...untold, holdsUp });
}

function tell(side: WidgetSide, approved: Omit<UntoldApproval, "asked">): Step {
  return step({ ...side, asked: [] }, { do: "tell", tell: { ...approved, asked: side.asked } });
}

/**
 * The background has answered the report of what the host approved.
 * @param approval the capabilities to report to the widget: the host's answer, with what the user granted
 */
export function told(side: WidgetSide, { request, holdsUp }: UntoldApproval, approval: Approval): Step {
  const data = { ...(request.data as object), ...approval };
  const step = deliver(side, { ...request, data });
  return holdsUp === undefined ? step : and(step.effects, heldUp(step.side, holdsUp));
}
