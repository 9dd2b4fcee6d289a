import { text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/contract.ts";
import { visible } from "../../ui/visible.ts";
import { clockTime, duration } from "./times.ts";

/** Everything about a delay, for those who want to know. `now` is epoch milliseconds. */
export function DelayDetails({ delay, now }: { delay: DelayView; now: number }) {
  const { type, stateKey, room, scheduledAt, maskedDelayId, userId, widget, client, error, content } = delay;
  return (
    <details data-testid="details">
      <summary>{text("details")}</summary>
      <dl>
        <Fact label={text("type")} fact={type} />
        <Fact label={text("stateKey")} fact={stateKey === "" ? text("emptyStateKey") : stateKey} />
        <Fact label={text("room")} fact={room.id} />
        <Fact label={text("account")} fact={userId} />
        <Fact label={text("delay")} fact={duration(delay.delay, text("textLanguage"))} />
        <Fact
          label={text("scheduledAt")}
          fact={scheduledAt === undefined ? undefined : clockTime(scheduledAt, now)}
        />
        <Fact label={text("delayId")} fact={maskedDelayId} />
        <Fact label={text("widget")} fact={widget.id} />
        <Fact label={text("widgetOrigin")} fact={widget.origin} />
        <Fact label={text("client")} fact={client} />
        <Fact label={text("lastError")} fact={error} />
        <dt>{text("content")}</dt>
        {content === undefined && <dd>{text("contentNotKept")}</dd>}
        {content !== undefined && (
          <dd class="content">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
            <pre tabIndex={0}>{visible(JSON.stringify(content, null, 2))}</pre>
          </dd>
        )}
      </dl>
    </details>
  );
}

function Fact({ label, fact }: { label: string; fact: string | undefined }) {
  if (fact === undefined) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <bdi>{visible(fact)}</bdi>
      </dd>
    </>
  );
}
