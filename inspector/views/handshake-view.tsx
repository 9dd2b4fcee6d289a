import { type MessageKey, text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Controls } from "../controls.ts";
import { type CapabilityLine, handshakeOf, type Step } from "../readings/handshake.ts";
import { rowsByConversation } from "../rows.ts";
import type { InspectorState } from "../state.ts";
import { preciseTime } from "./clock.ts";
import { ConversationHead } from "./conversation-head.tsx";
import { wordsOf } from "./sentence-words.ts";
import { SerialLink } from "./serial-link.tsx";
import { useSlowly } from "./use-slowly.ts";

type Tone = Step["tone"];

const MARKS: Record<Tone, string> = { good: "✓", quiet: "·", waiting: "…", bad: "✕" };

/** Each widget's handshake, step by step, and the capabilities that it lacks; the latest widget first. */
export function HandshakeView({ state, controls: { model } }: { state: InspectorState; controls: Controls }) {
  const handshakes = useSlowly(
    () =>
      rowsByConversation(model.log)
        .reverse()
        .map(({ conversation, rows }) => ({
          conversation,
          steps: handshakeOf(conversation, rows, model.now()),
        }))
        .filter(({ steps }) => steps.length > 0),
    state.revision,
    model.log,
  );
  if (handshakes.length === 0) return <p class="quiet">{text("inspectNoHandshake")}</p>;
  return (
    <>
      {handshakes.map(({ conversation, steps }) => (
        <section key={conversation.id} class="reading" data-testid="handshake">
          <ConversationHead conversation={conversation} />
          <ol class="steps">
            {steps.map((step) => (
              <li
                key={`${step.is} ${step.serial} ${step.words.join()}`}
                data-tone={step.tone}
                data-testid="step"
              >
                <p>
                  <span class="mark" aria-hidden="true">
                    {MARKS[step.tone]}
                  </span>{" "}
                  {wordsOf(step.words)}{" "}
                  <span class="quiet">
                    {step.at !== undefined && preciseTime(step.at)}{" "}
                    {step.serial !== undefined && <SerialLink serial={step.serial} model={model} />}
                  </span>
                </p>
                {step.capabilities && step.capabilities.length > 0 && (
                  <Capabilities lines={step.capabilities} copy={model.copy} />
                )}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

const VERDICTS: Record<CapabilityLine["verdict"], { word: MessageKey; tone: Tone | undefined }> = {
  asked: { word: "inspectCapabilityAsked", tone: undefined },
  hidden: { word: "inspectCapabilityHidden", tone: "waiting" },
  approved: { word: "inspectCapabilityApproved", tone: "good" },
  refused: { word: "inspectCapabilityRefused", tone: "bad" },
};

function Capabilities({ lines, copy }: { lines: CapabilityLine[]; copy: Controls["model"]["copy"] }) {
  return (
    <ul class="capabilities">
      {lines.map(({ capability, words, verdict, by }) => (
        <li key={capability}>
          <span class="verdict" data-tone={VERDICTS[verdict].tone}>
            {text(VERDICTS[verdict].word)}
            {by && ` ${text(by === "host" ? "inspectCapabilityByHost" : "inspectCapabilityByUser")}`}
          </span>{" "}
          {words && <>{wordsOf(words)} </>}
          <code>{visible(capability)}</code>
          {verdict === "refused" && (
            <button
              type="button"
              class="flat"
              aria-label={text("inspectCopyCapability", visible(capability))}
              onClick={() => void copy(capability, ["inspectValueCopied"])}
            >
              {text("inspectCopy")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
