import { useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { requestIn, type Sending } from "../sending.ts";
import type { Editing } from "../state.ts";
import { Modal } from "./modal.tsx";

/** Edits a captured request, and sends it in the widget's name once the user has confirmed. */
export function SendAgain({ editing, sending }: { editing: Editing; sending: Sending }) {
  const [json, setJson] = useState(editing.json);
  const [isSure, setSure] = useState(false);
  const request = requestIn(json);
  return (
    <Modal id="again" head={text("inspectSendAgainHead", editing.widget)} onClose={sending.stop}>
      {(close) => (
        <>
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
          <p role="status">
            {request === undefined && text("inspectNoJson")}
            {isSure && request && text("inspectSendAgainWarning", visible(request.action), editing.widget)}
          </p>
          <div class="buttons">
            <button type="button" data-testid="again-back" onClick={close}>
              {text("back")}
            </button>
            {isSure && request ? (
              <button
                type="button"
                class="danger"
                data-testid="again-confirm"
                onClick={() => {
                  void sending.send(editing.conversation, request);
                  close();
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
          </div>
        </>
      )}
    </Modal>
  );
}
