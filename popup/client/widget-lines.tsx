import { text } from "../../src/browser/i18n.ts";
import type { WidgetLine } from "../../src/messaging/views/client.ts";
import type { RefusedConsent } from "../../src/messaging/views/consents.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { AttemptButton, AttemptFailure, useAttempt } from "../../ui/attempt.tsx";
import { phrasesOf } from "../../ui/feature-words.ts";
import { Row } from "../../ui/row.tsx";
import { useGoneRows } from "../../ui/use-gone-rows.ts";
import { useId } from "../../ui/use-id.ts";
import { WidgetWords } from "../../ui/widget-words.tsx";
import type { Model } from "../model.ts";
import { longestSince, Running } from "../running.tsx";
import { inWords } from "./in-words.ts";
import { lineWords } from "./line-words.ts";
import { refusalOf } from "./widget-refusal.ts";

/** A homeserver takes less, unless something is wrong (ms). */
const SLOW = 9_999;

interface WidgetLinesProps {
  overview: Overview;
  letAsk: Model["letAsk"];
}

/** The client's widgets, each with its state. Draws nothing if there is none. */
export function WidgetLines({ overview, letAsk }: WidgetLinesProps) {
  const { widgets = [] } = overview;
  const { gone, heading, counting } = useGoneRows();
  if (widgets.length === 0 && gone === 0) return null;
  const asker = (refused: RefusedConsent) => counting(() => letAsk(refused));
  return (
    <section aria-labelledby="widgets" data-testid="widgets">
      <h3 id="widgets" ref={heading} tabIndex={-1}>
        {text("widgetsHere")}
      </h3>
      <ul class="widget-lines">
        {widgets.map((line, place) => {
          const refused = isRefused(line) ? refusalOf(overview, line.widget) : undefined;
          return (
            <Row key={`${place} ${line.widget}`}>
              <Line line={line} {...(refused && { refused, letAsk: asker(refused) })} />
            </Row>
          );
        })}
      </ul>
      <p role="status" class="quiet" data-testid="may-ask">
        {gone > 0 && text("mayAsk")}
      </p>
    </section>
  );
}

interface LineProps {
  line: WidgetLine;
  /** The refusal, if the user can let the widget ask again. */
  refused?: RefusedConsent;
  letAsk?: () => Promise<Outcome | undefined>;
}

function Line({ line, refused, letAsk }: LineProps) {
  const id = useId();
  const attempt = useAttempt(letAsk ?? (async () => undefined), "letAskFailed");
  const wordsOf = (shown: WidgetLine) => (now: number) => text(...lineWords(shown, now, inWords.ago).line);
  const slow = line.took === undefined ? line : { ...line, took: Math.max(line.took, SLOW) };
  const { tone, hint: itsHint } = lineWords(line, Date.now(), inWords.ago);
  const hint = isRefused(line) && !refused ? "lineMayAsk" : itsHint?.[0];
  const testId = refused ? "refused-widget" : "widget-line";
  return (
    <li
      data-testid={testId}
      data-widget={refused?.widget ?? line.widget}
      data-state={line.state}
      data-tone={tone}
    >
      <WidgetWords address={line.widget} id={id} />
      <p class="line">
        <Running words={wordsOf(line)} longest={longestSince(line.at, wordsOf(slow))} />
      </p>
      {line.features && (
        <p class="quiet" data-testid="features">
          {text("lineWants", phrasesOf(line.features))}
        </p>
      )}
      {hint && <p class="quiet">{text(hint)}</p>}
      {refused && <AttemptButton attempt={attempt} label="letAsk" testId="let-ask" namedBy={id} />}
      <AttemptFailure attempt={attempt} />
    </li>
  );
}

function isRefused({ state }: WidgetLine): boolean {
  return state === "refused" || state === "unanswered";
}
