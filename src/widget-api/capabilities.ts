import { type HostRequest, hasKeys, type Reply, type WidgetRequest } from "./message.ts";

/** The action by which a host asks for capabilities; its answer has them. */
const CAPABILITIES = "capabilities";
/** The action by which a widget asks for more of them later (MSC2974). */
const REQUEST_CAPABILITIES = "org.matrix.msc2974.request_capabilities";
/** The action by which a host reports what it approved (MSC2871). */
export const NOTIFY_CAPABILITIES = "notify_capabilities";

/** A message by which a widget asks for capabilities: its answer at the start, or a later request. */
export type CapabilitiesMessage = Reply<HostRequest> | WidgetRequest;

/** A host's approval. `requested` has the newly requested capabilities; `approved` is cumulative. */
export interface Approval {
  requested: string[];
  approved: string[];
}

/** @returns the capabilities that a message asks for; nothing if it is no such message */
export function capabilitiesAsked(message: CapabilitiesMessage): string[] | undefined {
  const where = placeOf(message);
  return where === undefined ? undefined : strings(where.capabilities);
}

/** @returns the message, asking for these capabilities instead of its own */
export function askingFor<Message extends CapabilitiesMessage>(
  message: Message,
  capabilities: string[],
): Message {
  if ("response" in message) return { ...message, response: { ...message.response, capabilities } };
  return { ...message, data: { ...(hasKeys(message.data) && message.data), capabilities } };
}

/** @returns the approval in a host's `notify_capabilities`; nothing for any other message */
export function approvalIn({ action, data }: HostRequest): Approval | undefined {
  if (action !== NOTIFY_CAPABILITIES || !hasKeys(data)) return undefined;
  return { requested: strings(data.requested) ?? [], approved: strings(data.approved) ?? [] };
}

function placeOf(message: CapabilitiesMessage): Record<string, unknown> | undefined {
  if ("response" in message && hasKeys(message.response))
    return message.action === CAPABILITIES ? message.response : undefined;
  return message.action === REQUEST_CAPABILITIES && hasKeys(message.data) ? message.data : undefined;
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
}
