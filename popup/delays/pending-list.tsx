import { useMemo } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { placesIn } from "../../ui/fixed-window.ts";
import { Row } from "../../ui/row.tsx";
import { visible } from "../../ui/visible.ts";
import { roomWords } from "../room-words.ts";
import type { PopupState } from "../state.ts";
import { displayedState } from "./displayed-state.ts";
import { type GroupHead, hasSeveralAccounts, itemsOf } from "./items.ts";
import { onceEach } from "./once-each.ts";
import { PendingDelay } from "./pending-delay.tsx";
import type { PendingDelayProps } from "./pending-props.ts";
import { usePageWindow } from "./use-page-window.ts";

/** From this many lines on, only the visible ones are drawn. */
const LONG = 60;

type Doing = Pick<PendingDelayProps, "toggle" | "update" | "cancelAll" | "details">;

interface PendingListProps extends Doing {
  pending: DelayView[];
  /** When the list was made (epoch milliseconds). */
  now: number;
  state: Pick<PopupState, "running" | "failures">;
  opened: ReadonlySet<string>;
}

/** The pending delays, in groups if there are many. */
export function PendingList({ pending, now, state, opened, ...doing }: PendingListProps) {
  const made = useMemo(
    () => ({
      items: itemsOf(pending),
      namesAccount: hasSeveralAccounts(pending),
      ofWidget: countByWidget(pending),
    }),
    [pending],
  );
  const { items, namesAccount, ofWidget } = made;
  const keys = useMemo(() => items.map(({ key }) => key), [items]);
  const { list, before, after, ...span } = usePageWindow(keys, items.length > LONG);
  return (
    <ul
      class="pending"
      ref={list}
      data-testid="pending-list"
      style={{ paddingBlockStart: `${before}px`, paddingBlockEnd: `${after}px` }}
    >
      {placesIn(span).map((place) => {
        const item = items[place];
        if (!item) return null;
        if ("group" in item) return <Head {...item} name={item.key} />;
        const { delay } = item;
        return (
          <Row key={item.key}>
            <PendingDelay
              delay={delay}
              displayed={displayedState(delay, now)}
              running={state.running.get(delay.id)}
              failure={state.failures.get(delay.id)}
              isOpen={opened.has(delay.id)}
              namesAccount={namesAccount && !item.isHeaded}
              ofWidget={ofWidget.get(widgetName(delay)) ?? 0}
              place={item.place}
              count={pending.length}
              {...doing}
            />
          </Row>
        );
      })}
    </ul>
  );
}

function Head({ group, count, name }: GroupHead & { name: string }) {
  return (
    <li class="group" data-key={name} data-testid="group">
      <h3>
        {group === "trouble" ? text("groupInTrouble") : <bdi>{roomWords(group.room)}</bdi>}{" "}
        <span class="count">{String(count)}</span>
      </h3>
      {group !== "trouble" && (
        <p class="quiet">
          <bdi>{visible(group.userId)}</bdi>
        </p>
      )}
    </li>
  );
}

/** @returns the delays that the same widget has scheduled as the same account, and that can be cancelled */
export function ofSameWidget(pending: readonly DelayView[], delay: DelayView): DelayView[] {
  const name = widgetName(delay);
  return pending.filter((other) => other.hasSession && widgetName(other) === name);
}

/** A delay from elsewhere may belong to any widget, so each counts as another widget's. */
const widgetName = onceEach(({ id, elsewhere, client, widget, userId }: DelayView) =>
  JSON.stringify(elsewhere ? [id] : [client, widget.origin, widget.id, userId]),
);

function countByWidget(pending: readonly DelayView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const delay of pending.filter(({ hasSession }) => hasSession))
    counts.set(widgetName(delay), (counts.get(widgetName(delay)) ?? 0) + 1);
  return counts;
}
