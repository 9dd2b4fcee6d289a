import diff, { type Difference } from "microdiff";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { shorten } from "../../ui/widget-address.ts";
import type { Leg } from "../log/row.ts";
import { writtenPath } from "./json-nodes.ts";

/** How much of a value is shown, in characters; and how many changes. */
const VALUE = 400;
const MOST = 200;

const KINDS: Record<Difference["type"], { word: MessageKey; mark: string }> = {
  CREATE: { word: "inspectAdded", mark: "+" },
  REMOVE: { word: "inspectRemoved", mark: "−" },
  CHANGE: { word: "inspectReplaced", mark: "±" },
};

/** What is different in what was delivered, place by place. */
export function Changes({ leg: { sent, delivered } }: { leg: Leg }) {
  if (!sent?.payload || !delivered?.payload) return <p class="quiet">{text("inspectChangesGone")}</p>;
  const changes = changesOf(sent.payload, delivered.payload);
  if (changes.length === 0) return <p class="quiet">{text("inspectNoChanges")}</p>;
  return (
    <ul class="changes" data-testid="changes-list">
      {changes.slice(0, MOST).map((change) => (
        <li key={writtenPath(change.path)} data-kind={change.type}>
          <span aria-hidden="true">{KINDS[change.type].mark}</span>{" "}
          <span class="read-out">{text(KINDS[change.type].word)}</span>
          <code>{visible(writtenPath(change.path))}</code>
          {"oldValue" in change && <del>{written(change.oldValue)}</del>}
          {"value" in change && <ins>{written(change.value)}</ins>}
        </li>
      ))}
      {changes.length > MOST && (
        <li class="quiet">{text("inspectMoreChanges", String(changes.length - MOST))}</li>
      )}
    </ul>
  );
}

/**
 * What is different, by paths. A list is compared as a set where all of its parts are texts: what is taken out of
 * capabilities would otherwise read as a change of all that follow.
 */
export function changesOf(sent: object, delivered: object): Difference[] {
  // What was posted is JSON by now, and has no circles.
  return diff(asSets(sent) as object, asSets(delivered) as object, { cyclesFix: false });
}

function asSets(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((part) => typeof part === "string"))
      return Object.fromEntries(value.map((part) => [part, part]));
    return value.map(asSets);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asSets(part)]));
}

function written(value: unknown): string {
  return shorten(visible(JSON.stringify(value) ?? "null"), VALUE);
}
