import {
  approvalIn,
  type CapabilitiesMessage,
  capabilitiesAsked,
  NOTIFY_CAPABILITIES,
} from "../../src/widget-api/capabilities.ts";

import type { HostRequest } from "../../src/widget-api/message.ts";
import type { Row, Said } from "../log/row.ts";

/** The widget asks for capabilities. */
export interface Asking {
  is: "asking";
  row: Row;
  at: number;
  capabilities: string[];
  /** Those that Postdate has hidden from the host. */
  hidden: string[];
}

/** The host tells the widget what it approves. */
export interface Telling {
  is: "telling";
  row: Row;
  at: number;
  /** The newly requested capabilities, as told to the widget. */
  requested: string[];
  /** All capabilities that the host has approved so far. */
  byHost: string[];
  /** All approved capabilities as told to the widget, including those that the user has granted through Postdate. */
  approved: string[];
}

/** The requests for capabilities and the host's approvals, in the order of their times. */
export type CapabilityStory = readonly (Asking | Telling)[];

/** @param rows the rows of one conversation */
export function capabilityStoryOf(rows: readonly Row[]): CapabilityStory {
  const parts = rows.filter(isAboutCapabilities).map((row) => {
    if (row.action === NOTIFY_CAPABILITIES) return tellingIn(row);
    return askingIn(row, row.api === "toWidget" ? row.reply : row.request);
  });
  return parts.filter((part) => part !== undefined).sort((one, other) => one.at - other.at);
}

const isAboutCapabilities = ({ action }: Row) => action.includes("capabilities");

/** The capabilities at one time. */
export interface CapabilitiesAt {
  /** Whether any approval by the host was heard by then. */
  isKnown: boolean;
  asked: string[];
  byHost: string[];
  approved: string[];
  /** The serial of the last approval's row. */
  told?: number;
}

/** @param at epoch milliseconds */
export function capabilitiesAt(story: CapabilityStory, at: number): CapabilitiesAt {
  let last: Telling | undefined;
  const asked = new Set<string>();
  for (const part of story)
    if (part.at <= at) {
      if (part.is === "telling") last = part;
      for (const each of part.is === "asking" ? part.capabilities : part.requested) asked.add(each);
    }
  const { byHost = [], approved = [], row } = last ?? {};
  return {
    isKnown: last !== undefined,
    asked: [...asked],
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
