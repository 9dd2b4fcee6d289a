import { isKnownBy } from "../../src/features/delayed-events/probe.ts";
import { probedBy } from "../../src/host-support/probe.ts";
import type { Reply, WidgetRequest } from "../../src/widget-api/message.ts";
import type { Row } from "../log/row.ts";
import { failureOf, responseOf } from "./contents.ts";

/** Which releases of matrix-widget-api a host behaves like, with the rows that show it. */
export interface ApiLevel {
  /** It behaves like this release or a newer one. */
  atLeast?: { release: string; serial: number };
  /** It behaves like a release before this one. */
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
 * @param rows of one host's document
 * @returns nothing is in it of which nothing was seen: another library may behave like none of its releases
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

/** What a host knows it says in its list, or in an error. */
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
  const { supported_versions: versions } = responseOf(row) ?? {};
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

function probeClue(row: Row): Clue[] {
  const request = (row.request?.delivered ?? row.request?.sent)?.payload as WidgetRequest | undefined;
  const answer = row.reply?.sent?.payload as Reply<WidgetRequest> | undefined;
  if (!request || !answer || !probedBy(request)) return [];
  return [{ release: "1.8.2", isAtLeast: isKnownBy(answer), serial: row.serial }];
}
