import {
  approvalIn,
  type CapabilitiesMessage,
  capabilitiesAsked,
} from "../../src/widget-api/capabilities.ts";
import type { HostRequest } from "../../src/widget-api/message.ts";
import type { Row, Said } from "../log/row.ts";

/** The widget asks for capabilities. */
export interface Asking {
  is: "asking";
  row: Row;
  at: number;
  capabilities: string[];
  /** Those that Postdate has kept from the host. */
  hidden: string[];
}

/** The host says what it approves. */
export interface Telling {
  is: "telling";
  row: Row;
  at: number;
  /** What was newly asked for, as the widget heard it. */
  requested: string[];
  /** All that the host has approved so far. */
  byHost: string[];
  /** All that the widget was told: with what the user has granted through Postdate. */
  approved: string[];
}

/** What was asked and told of capabilities, in the order of the times. */
export type CapabilityStory = readonly (Asking | Telling)[];

/** @param rows of one conversation */
export function capabilityStoryOf(rows: readonly Row[]): CapabilityStory {
  const parts = rows.flatMap((row): (Asking | Telling | undefined)[] => {
    if (row.action === "notify_capabilities") return [tellingIn(row)];
    return row.api === "toWidget" ? [askingIn(row, row.reply)] : [askingIn(row, row.request)];
  });
  return parts.filter((part) => part !== undefined).sort((one, other) => one.at - other.at);
}

/** Who holds what at a time. */
export interface Standing {
  /** Whether any host's word on capabilities was heard by then. */
  isKnown: boolean;
  asked: string[];
  byHost: string[];
  approved: string[];
  /** The row in which that was said last. */
  told?: number;
}

/** @param at epoch milliseconds */
export function standingAt(story: CapabilityStory, at: number): Standing {
  const before = story.filter((part) => part.at <= at);
  const asked = before.flatMap((part) => (part.is === "asking" ? part.capabilities : part.requested));
  const last = before.findLast((part) => part.is === "telling");
  const { byHost = [], approved = [], row } = last ?? {};
  return {
    isKnown: last !== undefined,
    asked: [...new Set(asked)],
    byHost,
    approved,
    ...(row && { told: row.serial }),
  };
}

function askingIn(row: Row, leg: Row["request"]): Asking | undefined {
  const said = leg?.sent ?? leg?.delivered;
  const capabilities = askedIn(said);
  if (!said || !capabilities) return undefined;
  const heard = askedIn(leg?.delivered) ?? capabilities;
  const hidden = capabilities.filter((each) => !heard.includes(each));
  return { is: "asking", row, at: said.at, capabilities, hidden };
}

function askedIn(said: Said | undefined): string[] | undefined {
  return said?.payload && capabilitiesAsked(said.payload as CapabilitiesMessage);
}

function tellingIn(row: Row): Telling | undefined {
  const { sent, delivered } = row.request ?? {};
  const heard = told(delivered) ?? told(sent);
  const host = told(sent) ?? heard;
  const at = (delivered ?? sent)?.at;
  if (!heard || !host || at === undefined) return undefined;
  return {
    is: "telling",
    row,
    at,
    requested: heard.requested,
    byHost: host.approved,
    approved: heard.approved,
  };
}

function told(said: Said | undefined) {
  return said?.payload && approvalIn(said.payload as HostRequest);
}
