// biome-ignore-all lint/a11y/useSemanticElements: only the visible lines are in the document, which HTML tables and lists cannot express.
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
// biome-ignore-all lint/a11y/useFocusableInteractive: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
import { useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { placesIn, scrollTo } from "../../ui/fixed-window.ts";
import { FELL_OUT } from "../list-items.ts";
import type { Model } from "../model.ts";
import type { InspectorState } from "../state.ts";
import { timesInThread } from "../threads.ts";
import { pressInList } from "./list-keys.ts";
import { Divider, FellOut, MessageRow, rowId } from "./message-row.tsx";
import { useSlowly } from "./use-slowly.ts";
import { useWindow } from "./use-window.ts";

const COLUMNS = [
  ["serial", "inspectColumnSerial"],
  ["time", "inspectColumnTime"],
  ["widget", "inspectColumnWidget"],
  ["direction", "inspectColumnDirection"],
  ["action", "inspectColumnAction"],
  ["about", "inspectColumnAbout"],
  ["took", "inspectColumnTook"],
  ["state", "inspectColumnState"],
  ["by", "inspectColumnBy"],
] as const;

/**
 * The list of messages. Only the visible ones are in the document. The rows in view stay there as others come and go,
 * unless the list follows its end.
 */
export function MessageList({ state, model }: { state: InspectorState; model: Model }) {
  const { list, log } = model;
  const { items } = list;
  const { selected, isFollowing } = state;
  const anchor = useRef({ item: 0, offset: 0 });
  const { scroller, ruler, span, rowHeight, height, measure } = useWindow<HTMLDivElement>(
    items.length,
    (isAtEnd) => {
      keepAnchor();
      // While a row is selected, the list follows its end only if the user asks for that.
      if (!isAtEnd || state.selected === undefined) model.stayAtEnd(isAtEnd);
    },
  );

  function keepAnchor(): void {
    const top = scroller.current?.scrollTop ?? 0;
    const index = Math.floor(top / rowHeight);
    anchor.current = { item: items.at(index) ?? 0, offset: top - index * rowHeight };
  }

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const { item, offset } = anchor.current;
    const top = isFollowing ? element.scrollHeight : items.placeOf(item) * rowHeight + offset;
    if (Math.abs(element.scrollTop - top) < 1) return;
    element.scrollTop = top;
    keepAnchor();
    measure();
  }, [state.revision, isFollowing, rowHeight, height]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || selected === undefined) return;
    const at = items.placeOf(selected);
    if (items.at(at) !== selected) return;
    const top = scrollTo(at, element.scrollTop, element.clientHeight - rowHeight, rowHeight);
    if (top === undefined) return;
    element.scrollTop = top;
    keepAnchor();
    measure();
  }, [selected]);

  const inThread = useSlowly(() => timesInThread(state.thread, log), state.revision, state.thread);
  const isSelectedDrawn = selected !== undefined && inSpan(items.placeOf(selected));
  function inSpan(place: number): boolean {
    return place >= span.from && place < span.to;
  }

  return (
    <div
      class="messages"
      role="grid"
      tabIndex={0}
      ref={scroller}
      data-testid="messages"
      aria-label={text("inspectMessages")}
      aria-rowcount={items.length + 1}
      aria-activedescendant={isSelectedDrawn ? rowId(selected) : undefined}
      onKeyDown={(event) => pressInList(event, { state, model, page: Math.floor(height / rowHeight) - 2 })}
    >
      <div role="rowgroup" class="columns">
        <div role="row" class="message" aria-rowindex={1} ref={ruler}>
          {COLUMNS.map(([name, word]) => (
            <span key={name} role="columnheader" class={name}>
              {text(word)}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="rows" style={{ blockSize: `${items.length * rowHeight}px` }}>
        <div
          class="drawn"
          role="presentation"
          style={{ transform: `translateY(${span.from * rowHeight}px)` }}
        >
          {placesIn(span).map((at) => {
            const item = items.at(at) as number;
            // The first row of the grid is its head.
            const place = at + 2;
            if (item === FELL_OUT) return <FellOut key={item} place={place} count={log.fellOut.rows} />;
            if (!Number.isInteger(item)) return <Divider key={item} item={item} place={place} log={log} />;
            return (
              <MessageRow
                key={item}
                serial={item}
                place={place}
                state={state}
                model={model}
                inThread={inThread.get(item)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
