import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Again, Sending } from "../sending.ts";
import type { Editing } from "../state.ts";

/** Edits a request that was captured, and sends it in the widget's name once that has been confirmed. */
export function SendAgain({ editing, sending }: { editing: Editing; sending: Sending }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [json, setJson] = useState(editing.json);
  const [isSure, setSure] = useState(false);
  const request = requestIn(json);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="again-head" data-testid="again" onClose={sending.stop}>
      <h2 id="again-head">{text("inspectSendAgainHead", editing.widget)}</h2>
      <p class="quiet">{text("inspectSendAgainHint")}</p>
      <textarea
        data-testid="again-json"
        aria-label={text("inspectRequest")}
        aria-invalid={request === undefined}
        spellcheck={false}
        rows={14}
        value={json}
        onInput={({ currentTarget }) => {
          setJson(currentTarget.value);
          setSure(false);
        }}
      />
      <p role="status" class="quiet">
        {request === undefined && text("inspectNoJson")}
        {isSure && request && text("inspectSendAgainWarning", visible(request.action), editing.widget)}
      </p>
      <div class="buttons">
        {isSure && request ? (
          <button
            type="button"
            class="danger"
            data-testid="again-confirm"
            onClick={() => {
              void sending.send(editing.conversation, request);
              dialog.current?.close();
            }}
          >
            {text("inspectSendAgainYes")}
          </button>
        ) : (
          <button
            type="button"
            data-testid="again-send"
            aria-disabled={request === undefined}
            onClick={() => setSure(request !== undefined)}
          >
            {text("inspectSendAgain")}
          </button>
        )}
        <button type="button" data-testid="again-back" onClick={() => dialog.current?.close()}>
          {text("back")}
        </button>
      </div>
    </dialog>
  );
}

/** @returns the request that a text is, if it is one of a widget's */
export function requestIn(json: string): Again | undefined {
  try {
    const { action, data } = JSON.parse(json) as Record<string, unknown>;
    return typeof action === "string" && action !== "" ? { action, data } : undefined;
  } catch {
    return undefined;
  }
}
