import type { Conversation, Row } from "../log/row.ts";
import { type Asking, capabilityStoryOf, type Telling } from "./capability-story.ts";
import { capabilityWords } from "./capability-words.ts";
import { failureOf, responseOf } from "./contents.ts";
import { allMissing } from "./missing.ts";
import { type Sentence, seconds } from "./sentence.ts";

/** One line of the handshake between a widget and its host. */
export interface Step {
  is: "versions" | "loaded" | "asked" | "told" | "missing" | "silence";
  tone: "good" | "quiet" | "waiting" | "bad";
  words: Sentence;
  /** The row that shows it, and its time (epoch ms). Absent for a step that has not happened. */
  serial?: number;
  at?: number;
  capabilities?: CapabilityLine[];
}

/** A capability, and the verdict on it. `words` is absent for an unknown one. */
export interface CapabilityLine {
  capability: string;
  words?: Sentence;
  /** `hidden`: Postdate has hidden it from the host, which does not know it, and asks the user. */
  verdict: "asked" | "hidden" | "approved" | "refused";
  /** Who approved or refused: the host, or the user whom Postdate asked. */
  by?: "host" | "user";
}

/** How long a host waits for an answer before it gives up (ms). */
const TOO_LONG = 10_000;

/**
 * @param conversation absent if no message was heard at all
 * @param rows the rows of the conversation
 * @param now epoch milliseconds
 * @returns the handshake's steps in the order of their times, then its problems
 */
export function handshakeOf(
  conversation: Conversation | undefined,
  rows: readonly Row[],
  now: number,
): Step[] {
  if (!conversation) return [{ is: "silence", tone: "bad", words: ["inspectNoMessages"] }];
  const story = capabilityStoryOf(rows);
  const seen = [
    ...rows
      .filter(isOfHandshake)
      .flatMap((row) => versionStep(row) ?? loadedStep(row) ?? askStep(row, story, now) ?? []),
    ...story.flatMap((part) => (part.is === "telling" ? [tellStep(part, story)] : [])),
  ];
  const steps = seen.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
  return [...steps, ...stuckAt(conversation, rows, now), ...allMissing(rows).map(missingStep)];
}

const OTHERS = ["supported_api_versions", "content_loaded"];
const isOfHandshake = ({ action }: Row) => OTHERS.includes(action) || action.includes("capabilities");

function versionStep(row: Row): Step | undefined {
  if (row.action !== "supported_api_versions") return undefined;
  const { supported_versions: versions } = responseOf(row) ?? {};
  const key = row.api === "fromWidget" ? "inspectVersionsOfClient" : "inspectVersionsOfWidget";
  const common = { is: "versions", serial: row.serial, at: row.at } as const;
  if (Array.isArray(versions)) return { ...common, tone: "good", words: [key, versions.length] };
  if (row.reply) return { ...common, tone: "good", words: ["inspectVersionsAnswered"] };
  return { ...common, tone: toneOf(row), words: ["inspectVersionsUnanswered"] };
}

function loadedStep(row: Row): Step | undefined {
  if (row.action !== "content_loaded" || row.api !== "fromWidget") return undefined;
  const failure = failureOf(row);
  const common = { is: "loaded", serial: row.serial, at: row.at } as const;
  if (failure) return { ...common, tone: "bad", words: ["inspectLoadedUnexpected", failure.message] };
  return { ...common, tone: row.reply ? "good" : toneOf(row), words: ["inspectLoaded"] };
}

function askStep(row: Row, story: readonly (Asking | Telling)[], now: number): Step | undefined {
  const asking = story.find((part) => part.is === "asking" && part.row === row);
  const common = { is: "asked", serial: row.serial } as const;
  if (asking?.is === "asking") {
    const { capabilities, hidden, at } = asking;
    const lines = capabilities.map((each) => line(each, hidden.includes(each) ? "hidden" : "asked"));
    const words: Sentence =
      capabilities.length === 0 ? ["inspectAskedNothing"] : ["inspectAsked", capabilities.length];
    return { ...common, tone: "good", at, words, capabilities: lines };
  }
  if (row.action === "notify_capabilities")
    return unheardStep(row, row.request, "told", "inspectToldUnheard");
  if (row.reply) return unheardStep(row, row.reply, "asked", "inspectAskedUnheard");
  if (row.action !== "capabilities" || row.api !== "toWidget") return undefined;
  const words: Sentence = ["inspectAskUnanswered", seconds(now - row.at)];
  return { ...common, tone: toneOf(row), at: row.at, words };
}

/**
 * @returns a step from a message without its payload: it passed before the inspector was open, or fell out of memory
 */
function unheardStep(row: Row, leg: Row["request"], is: Step["is"], key: Sentence[0]): Step | undefined {
  const said = leg?.sent ?? leg?.delivered;
  if (!said || said.payload) return undefined;
  return { is, tone: "quiet", serial: row.serial, at: said.at, words: [key] };
}

function tellStep(
  { row, at, requested, byHost, approved }: Telling,
  story: readonly (Asking | Telling)[],
): Step {
  const hidden = story.flatMap((part) => (part.is === "asking" && part.at <= at ? part.hidden : []));
  const names = [...new Set([...requested, ...approved])];
  const lines = names.map((each) => {
    const by = hidden.includes(each) && !byHost.includes(each) ? "user" : "host";
    return line(each, approved.includes(each) ? "approved" : "refused", by);
  });
  const refused = lines.filter(({ verdict }) => verdict === "refused").length;
  const count = approved.length;
  const words: Sentence = refused === 0 ? ["inspectTold", count] : ["inspectToldRefused", count, refused];
  const tone = refused > 0 ? "bad" : "good";
  return { is: "told", tone, serial: row.serial, at, words, capabilities: lines };
}

/** @returns the next step, if it has not come */
function stuckAt(conversation: Conversation, rows: readonly Row[], now: number): Step[] {
  const waited = (conversation.ended ?? now) - conversation.since;
  const tone = waited > TOO_LONG ? "bad" : "waiting";
  const isUnclear = conversation.fellOut > 0 || conversation.unheard !== "none";
  // A request for capabilities shows that the earlier steps went well, even if they were not heard.
  if (isUnclear || rows.some(({ action, api }) => action === "capabilities" && api === "toWidget")) return [];
  const isSilent = !rows.some(({ api, request, reply }) =>
    api === "fromWidget" ? request?.sent : reply?.sent,
  );
  if (isSilent) return [{ is: "silence", tone, words: ["inspectWidgetSilent", seconds(waited)] }];
  if (!rows.some(({ action, api }) => action === "content_loaded" && api === "fromWidget"))
    return [{ is: "loaded", tone, words: ["inspectNotLoaded", seconds(waited)] }];
  return [{ is: "asked", tone, words: ["inspectNotAsked", seconds(waited)] }];
}

function missingStep({ capability, words, serials }: ReturnType<typeof allMissing>[number]): Step {
  const [serial] = serials;
  const lines = [line(capability, "refused")];
  return { is: "missing", tone: "bad", words, capabilities: lines, ...(serial !== undefined && { serial }) };
}

function line(capability: string, verdict: CapabilityLine["verdict"], by?: "host" | "user"): CapabilityLine {
  const words = capabilityWords(capability);
  return { capability, verdict, ...(words && { words }), ...(by && { by }) };
}

const toneOf = ({ state }: Row) =>
  state === "timed-out" ? "bad" : state === "pending" ? "waiting" : "quiet";
