import { delayedEvents } from "../../src/features/delayed-events/feature.ts";
import { DELAYED_EVENTS } from "../../src/features/delayed-events/names.ts";
import { stickyEvents } from "../../src/features/sticky-events/feature.ts";
import { STICKY_EVENTS } from "../../src/features/sticky-events/names.ts";
import type { Reply, WidgetRequest } from "../../src/widget-api/message.ts";
import type { Row } from "../log/row.ts";
import { featureProbed } from "./actions.ts";
import { failureOf, responseIn } from "./contents.ts";

/** Which releases of matrix-widget-api a host behaves like, with the rows that show it. */
export interface ApiLevel {
  /** The host behaves like this release or a newer one. */
  atLeast?: { release: string; serial: number };
  /** The host behaves like a release before this one. */
  before?: { release: string; serial: number };
}

/** The first releases (of those on npm) whose hosts name these proposals, newest first. */
const NAMED_FROM = [
  ["org.matrix.msc4533", "1.19.0"],
  ["org.matrix.msc4515", "1.18.0"],
  ["org.matrix.msc2873", "1.13.1"],
  ["org.matrix.msc4039", "1.6.0"],
  ["org.matrix.msc2871", "1.0.0"],
] as const;

/**
 * @param rows the rows of one host's document
 * @returns the level, as far as the rows show it; another library may behave like none of the releases
 */
export function apiLevelOf(rows: readonly Row[]): ApiLevel {
  const clues = rows.filter(mayTell).flatMap(cluesIn);
  const [newest] = clues
    .filter(({ isAtLeast }) => isAtLeast)
    .sort(byRelease)
    .reverse();
  const [oldest] = clues.filter(({ isAtLeast }) => !isAtLeast).sort(byRelease);
  return { ...(newest && { atLeast: placeOf(newest) }), ...(oldest && { before: placeOf(oldest) }) };
}

/** Says whether a row may contain a clue: the host's list of versions, or an error of the host. */
function mayTell({ api, by, action, reply }: Row): boolean {
  const isTold = action === VERSIONS || reply?.sent?.error !== undefined;
  return isTold && api === "fromWidget" && by === "host";
}

const VERSIONS = "supported_api_versions";

interface Clue {
  isAtLeast: boolean;
  release: string;
  serial: number;
}

const placeOf = ({ release, serial }: Clue) => ({ release, serial });

function byRelease(one: Clue, other: Clue): number {
  return one.release.localeCompare(other.release, "en", { numeric: true });
}

function cluesIn(row: Row): Clue[] {
  const { serial, action } = row;
  const clue = (release: string, isAtLeast = true): Clue => ({ release, isAtLeast, serial });
  // Use the list as sent: Postdate may have added a version on the way to the widget.
  const { supported_versions: versions } = responseIn(row.reply?.sent ?? row.reply?.delivered) ?? {};
  if (action === VERSIONS && Array.isArray(versions)) {
    const named = NAMED_FROM.find(([proposal]) => versions.includes(proposal));
    return named ? [clue(named[1])] : [];
  }
  const { message } = failureOf(row) ?? {};
  if (message?.startsWith("Unknown or unsupported from-widget action"))
    return [clue("1.17.0"), ...probeClue(row)];
  if (message?.startsWith("Unknown or unsupported action")) return [clue("1.17.0", false), ...probeClue(row)];
  return probeClue(row);
}

/** @returns clues from a probe's answer, for features that no list names. A missing sticky feature shows nothing */
function probeClue(row: Row): Clue[] {
  const { serial } = row;
  const answer = row.reply?.sent?.payload as Reply<WidgetRequest> | undefined;
  if (!answer) return [];
  const feature = featureProbed(row);
  if (feature === DELAYED_EVENTS)
    return [{ release: "1.8.2", isAtLeast: delayedEvents.isKnownBy(answer), serial }];
  const isSticky = feature === STICKY_EVENTS && stickyEvents.isKnownBy(answer);
  return isSticky ? [{ release: "1.15.0", isAtLeast: true, serial }] : [];
}
