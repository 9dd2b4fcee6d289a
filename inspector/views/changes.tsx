import type { Difference } from "microdiff";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { shorten } from "../../ui/widget-address.ts";
import type { Leg } from "../log/row.ts";
import { changesOf } from "./changes-of.ts";
import { writtenPath } from "./json-nodes.ts";

/** Maximum length of a value (characters), and maximum number of changes. */
const VALUE = 400;
const MOST = 200;

const KINDS: Record<Difference["type"], { word: MessageKey; mark: string }> = {
  CREATE: { word: "inspectAdded", mark: "+" },
  REMOVE: { word: "inspectRemoved", mark: "−" },
  CHANGE: { word: "inspectReplaced", mark: "±" },
};

/** The differences between what was sent and what was delivered, place by place. */
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
      {changes.length > MOST && <li class="quiet">{text("inspectMoreChanges", changes.length - MOST)}</li>}
    </ul>
  );
}

function written(value: unknown): string {
  return shorten(visible(JSON.stringify(value) ?? "null"), VALUE);
}
