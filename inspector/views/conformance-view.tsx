import { type MessageKey, text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Controls } from "../controls.ts";
import { conformanceAsMarkdown } from "../export/markdown.ts";
import type { Conversation, Row } from "../log/row.ts";
import type { TrafficLog } from "../log/traffic-log.ts";
import { markdownWords } from "../markdown-words.ts";
import type { Model } from "../model.ts";
import type { ApiLevel } from "../readings/api-level.ts";
import { type ConformanceLine, conformanceOf, type Verdict } from "../readings/conformance.ts";
import { rowsByConversation } from "../rows.ts";
import type { InspectorState } from "../state.ts";
import { preciseTime } from "./clock.ts";
import { hostName } from "./row-words.ts";
import { wordsOf } from "./sentence-words.ts";
import { SerialLink } from "./serial-link.tsx";
import { useSlowly } from "./use-slowly.ts";

const VERDICTS: Record<Verdict, { word: MessageKey; tone: "good" | "bad" | "attention" | "quiet" }> = {
  works: { word: "inspectWorks", tone: "good" },
  silent: { word: "inspectSilent", tone: "bad" },
  refused: { word: "inspectRefused", tone: "attention" },
  unsupported: { word: "inspectUnsupported", tone: "bad" },
  half: { word: "inspectHalf", tone: "bad" },
  fails: { word: "inspectFails", tone: "bad" },
  overclaims: { word: "inspectOverclaims", tone: "bad" },
  "not-seen": { word: "inspectNotSeen", tone: "quiet" },
};

/** What each client's page supports by itself, action by action, with the message that proves it; the latest first. */
export function ConformanceView({
  state,
  controls: { model },
}: {
  state: InspectorState;
  controls: Controls;
}) {
  const hosts = useSlowly(
    () => hostsOf(model.log).map(({ rows, ...host }) => ({ ...host, ...conformanceOf(rows) })),
    state.revision,
    model.log,
  );
  return (
    <>
      {hosts.map(({ key, conversation, lines, level }) => (
        <section key={key} class="reading" data-testid="conformance">
          <header class="bar">
            <h2>{text("inspectHost", hostName(conversation), preciseTime(conversation.since))}</h2>
            <button
              type="button"
              data-testid="copy-conformance"
              onClick={() => void model.copy(markdownOf(lines, model.log), ["inspectRowsCopied"])}
            >
              {text("inspectCopyMarkdown")}
            </button>
          </header>
          <Level level={level} model={model} />
          <div class="table-box">
            <table>
              <thead>
                <tr>
                  <th scope="col">{text("inspectColumnFeature")}</th>
                  <th scope="col">{text("inspectColumnAction")}</th>
                  <th scope="col">{text("inspectColumnVerdict")}</th>
                  <th scope="col">{text("inspectColumnWords")}</th>
                  <th scope="col">{text("inspectColumnSerial")}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={`${line.feature} ${line.action}`} data-verdict={line.verdict}>
                    <td>{visible(line.feature)}</td>
                    <th scope="row">
                      <code>{visible(line.action)}</code>
                    </th>
                    <td data-tone={VERDICTS[line.verdict].tone}>{text(VERDICTS[line.verdict].word)}</td>
                    <td class="words">{reasonOf(line)}</td>
                    <td>{line.serial !== undefined && <SerialLink serial={line.serial} model={model} />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}

/** Which releases of the reference library the client behaves like, as far as that is known. */
function Level({ level: { atLeast, before }, model }: { level: ApiLevel; model: Model }) {
  if (!atLeast && !before) return null;
  return (
    <p>
      {atLeast && (
        <>
          {text("inspectAtLeast", atLeast.release)} <SerialLink serial={atLeast.serial} model={model} />{" "}
        </>
      )}
      {before && (
        <>
          {text("inspectBefore", before.release)} <SerialLink serial={before.serial} model={model} />
        </>
      )}
    </p>
  );
}

/** @returns the rows of each host's document, which may have many widgets */
function hostsOf(log: TrafficLog): { key: string; conversation: Conversation; rows: Row[] }[] {
  const hosts = new Map<string, { key: string; conversation: Conversation; rows: Row[] }>();
  for (const { conversation, rows } of rowsByConversation(log)) {
    const { tabId, host } = conversation;
    const key = JSON.stringify([tabId, host.origin, host.documentId]);
    const known = hosts.get(key);
    if (known) known.rows = [...known.rows, ...rows];
    else hosts.set(key, { key, conversation, rows });
  }
  return [...hosts.values()].reverse();
}

/** @returns a line's reason; empty if it says no more than the verdict */
function reasonOf({ verdict, words }: ConformanceLine): string {
  const reason = wordsOf(words);
  return reason === text(VERDICTS[verdict].word) ? "" : reason;
}

function markdownOf(lines: readonly ConformanceLine[], log: TrafficLog): string {
  return conformanceAsMarkdown(
    lines.map((line) => ({ ...line, verdict: text(VERDICTS[line.verdict].word), words: reasonOf(line) })),
    lines.flatMap(({ serial = 0 }) => log.row(serial) ?? []),
    markdownWords(),
  );
}
