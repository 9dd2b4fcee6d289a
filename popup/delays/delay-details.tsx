import { useEffect, useState } from "preact/hooks";
import { language, text } from "../../src/browser/i18n.ts";
import type { DelayView, DelayDetails as Details } from "../../src/messaging/views/delays.ts";
import { visible } from "../../ui/visible.ts";
import { clockTime, shortDuration } from "../times.ts";
import { errorWords } from "./error-words.ts";
import { wording } from "./wording.ts";

interface DelayDetailsProps {
  delay: DelayView;
  /** Requests what the list omits; resolves with nothing if no answer came. */
  ask: (id: string) => Promise<Details | undefined>;
}

/** Everything that is known about a delay. */
export function DelayDetails({ delay, ask }: DelayDetailsProps) {
  const { type, stateKey, room, maskedDelayId, userId, widget, client, error, elsewhere } = delay;
  return (
    <dl data-testid="details">
      <Time label={text("scheduledAt")} at={elsewhere ? undefined : delay.scheduledAt} />
      <Time label={text("restartedAt")} at={delay.restartedAt} />
      <Time label={text("dueTime")} at={delay.state === "pending" ? delay.dueAt : undefined} />
      <Time label={text("endedAt")} at={delay.endedAt} />
      <Fact label={text("delay")} fact={shortDuration(delay.delay, text("textLanguage"))} />
      <Fact label={text("lastError")} fact={error && errorWords(error, wording())} />
      <Fact label={text("type")} fact={type} />
      <Fact label={text("stateKey")} fact={stateKey === "" ? text("emptyStateKey") : stateKey} />
      <Fact label={text("room")} fact={room.id} />
      <Fact label={text("account")} fact={userId} />
      {!elsewhere && <Fact label={text("widget")} fact={widget.id} />}
      {!elsewhere && <Fact label={text("widgetOrigin")} fact={widget.origin} />}
      <Fact label={text("client")} fact={elsewhere ? undefined : client} />
      <Fact label={text("delayId")} fact={maskedDelayId} />
      <Content id={delay.id} state={delay.state} ask={ask} />
    </dl>
  );
}

/** The event's content. It may be long, so it is requested only when the row is unfolded. */
function Content({ id, state, ask }: Pick<DelayView, "id" | "state"> & Pick<DelayDetailsProps, "ask">) {
  const [details, setDetails] = useState<Details>();
  // A new state asks again: the content of an ended delay is not kept.
  useEffect(() => {
    let isShown = true;
    void ask(id).then((answer) => {
      if (isShown) setDetails(answer);
    });
    return () => {
      isShown = false;
    };
  }, [id, state, ask]);
  if (!details) return null;
  const { content } = details;
  return (
    <>
      <dt>{text("content")}</dt>
      {content === undefined && <dd>{text("contentNotKept")}</dd>}
      {content !== undefined && (
        <dd class="content" data-testid="content">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre tabIndex={0}>{visible(JSON.stringify(content, null, 2))}</pre>
        </dd>
      )}
    </>
  );
}

function Time({ label, at }: { label: string; at: number | undefined }) {
  return <Fact label={label} fact={at === undefined ? undefined : clockTime(at, Date.now(), language())} />;
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
