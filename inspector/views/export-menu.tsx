import { useRef, useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import type { Files, Which } from "../files.ts";
import type { InspectorState } from "../state.ts";
import { Menu } from "./menu.tsx";
import { Modal } from "./modal.tsx";

/** Saves rows to a file, and opens one. Only one separate command leaves secrets unmasked. */
export function ExportMenu({ state, files }: { state: InspectorState; files: Files }) {
  const [isAsking, setAsking] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const save = (which: Which) => () => void files.save(which, { isMasked: true });
  const items: [id: string, words: string, act: () => void, kind?: "danger"][] = [
    ["export-all", text("inspectExportAll"), save("all")],
    ["export-filtered", text("inspectExportFiltered"), save("filtered")],
    ["copy-filtered", text("inspectCopyFiltered"), () => void files.copyShown()],
    ["export-raw", text("inspectExportRaw"), () => setAsking(true), "danger"],
  ];
  if (state.selected !== undefined)
    items.splice(2, 0, ["export-selected", text("inspectExportSelected"), save("selected")]);
  return (
    <>
      <Menu id="export" label={text("inspectExport")}>
        {(close) => (
          <ul>
            {items.map(([id, words, act, kind]) => (
              <li key={id}>
                <button
                  type="button"
                  class={kind}
                  data-testid={id}
                  onClick={() => {
                    close();
                    act();
                  }}
                >
                  {words}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Menu>
      <button type="button" data-testid="import" onClick={() => file.current?.click()}>
        {text("inspectImport")}
      </button>
      <input
        ref={file}
        type="file"
        data-testid="file"
        accept=".ndjson,.jsonl,.json"
        hidden
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? [];
          if (chosen) void files.open(chosen);
          currentTarget.value = "";
        }}
      />
      {isAsking && (
        <Modal id="raw" head={text("inspectExportRawSure")} onClose={() => setAsking(false)}>
          {(close) => (
            <div class="buttons">
              <button type="button" data-testid="raw-back" onClick={close}>
                {text("back")}
              </button>
              <button
                type="button"
                class="danger"
                data-testid="raw-yes"
                onClick={() => {
                  close();
                  void files.save("filtered", { isMasked: false });
                }}
              >
                {text("inspectExportRaw")}
              </button>
            </div>
          )}
        </Modal>
      )}
    </>
  );
}
