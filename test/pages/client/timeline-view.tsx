import { render } from "preact";
import type { TimelineEntry } from "./room-timeline.ts";

/** Redraws the timeline. The style sheet keeps its end in view. */
export function showTimeline(element: Element, entries: readonly TimelineEntry[], ownUser: string): void {
  render(<Timeline entries={entries} ownUser={ownUser} />, element);
}

function Timeline({ entries, ownUser }: { entries: readonly TimelineEntry[]; ownUser: string }) {
  return (
    <ol>
      {entries.map((entry) => (
        <Row key={entry.eventId} entry={entry} own={entry.sender === ownUser} />
      ))}
    </ol>
  );
}

function Row({ entry, own }: { entry: TimelineEntry; own: boolean }) {
  const { eventId, type, stateKey, sender, at, content } = entry;
  const time = new Date(at);
  return (
    <li data-event-id={eventId} data-type={type} class={stateKey === undefined ? "message" : "state"}>
      <time dateTime={time.toISOString()}>{time.toLocaleTimeString()}</time>
      <span class={own ? "sender own" : "sender"} title={sender}>
        {sender.replace(/^@([^:]*):.*$/s, "$1")}
      </span>
      <span class="what">
        <span class="type">{type}</span>
        {stateKey !== undefined && stateKey !== "" && <span class="key">{stateKey}</span>}
        <code title={JSON.stringify(content, null, 2)}>{inOneLine(content)}</code>
      </span>
    </li>
  );
}

function inOneLine(content: Record<string, unknown>): string {
  return typeof content.body === "string" ? content.body : JSON.stringify(content);
}
