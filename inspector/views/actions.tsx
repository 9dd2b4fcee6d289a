import { text } from "../../src/browser/i18n.ts";
import type { Controls } from "../controls.ts";
import { withTerm } from "../filter/edit.ts";
import type { Row } from "../log/row.ts";
import { delayIdOf } from "../readings/delays.ts";
import type { InspectorState } from "../state.ts";
import { isAboutDelay } from "../threads.ts";

/** The buttons for the selected row. */
export function Actions({ row, state, controls }: { row: Row; state: InspectorState; controls: Controls }) {
  const { model, files, sending } = controls;
  const { serial } = row;
  const hidden = { key: "widget", not: true, exact: true, value: `#${row.conversation}` } as const;
  const delayId = delayIdOf(row);
  return (
    <div class="buttons">
      <button
        type="button"
        data-testid="pin"
        aria-pressed={state.pinned.has(serial)}
        onClick={() => model.pin(serial)}
      >
        {text("inspectPin")}
      </button>
      {state.thread ? (
        <button type="button" data-testid="leave-thread" onClick={() => model.follow(undefined)}>
          {text("inspectLeaveThread")}
        </button>
      ) : (
        <>
          <button
            type="button"
            data-testid="thread"
            onClick={() => model.follow({ of: "widget", from: serial })}
          >
            {text("inspectThread")}
          </button>
          {isAboutDelay(row) && (
            <button
              type="button"
              data-testid="delay-thread"
              onClick={() => model.follow({ of: "delay", from: serial })}
            >
              {text("inspectDelayThread")}
            </button>
          )}
        </>
      )}
      <button
        type="button"
        data-testid="hide-widget"
        onClick={() => model.setFilter(withTerm(state.filter, hidden))}
      >
        {text("inspectHideWidget")}
      </button>
      {delayId !== undefined && (
        <button
          type="button"
          data-testid="hide-delay"
          onClick={() =>
            model.setFilter(withTerm(state.filter, { key: "id", not: true, exact: true, value: delayId }))
          }
        >
          {text("inspectHideDelay")}
        </button>
      )}
      <button type="button" data-testid="mute" onClick={() => model.mute(row.action)}>
        {text("inspectMute")}
      </button>
      <button type="button" data-testid="copy-row" onClick={() => void files.copyRow(serial)}>
        {text("inspectCopyMarkdown")}
      </button>
      {sending.canSend(row) && (
        <button type="button" data-testid="send-again" onClick={() => sending.edit(row)}>
          {text("inspectSendAgain")}
        </button>
      )}
    </div>
  );
}
