import { render } from "preact";
import { text } from "../src/browser/i18n.ts";
import { onPermissionsChanged, request } from "../src/browser/permissions.ts";
import { extensionVersion } from "../src/browser/runtime.ts";
import { storageArea } from "../src/browser/storage.ts";
import { introducePage, onChanged } from "../ui/page.ts";
import { tabInQuery } from "../ui/tab-in-query.ts";
import { heardWhileOpen, whileOpen } from "../ui/while-open.ts";
import { saveFile, textOf } from "./browser-files.ts";
import { capture } from "./capture/capture.ts";
import { maySendAgain, setMaySendAgain } from "./capture/options.ts";
import { tabsThatAreOn } from "./capture/tabs.ts";
import type { Controls } from "./controls.ts";
import { createFiles } from "./files.ts";
import { createTrafficLog } from "./log/create-traffic-log.ts";
import { markdownWords } from "./markdown-words.ts";
import { createModel } from "./model.ts";
import { createSending } from "./sending.ts";
import { readSettings, type Settings } from "./settings.ts";
import type { InspectorState } from "./state.ts";
import { App } from "./views/app.tsx";

/** The key of the page's settings in storage. */
const SETTINGS = "inspector page";
/** How often requests are checked for timeouts (ms). */
const TICK = 1_000;
/** How long changed settings wait to be stored (ms): dragging a border changes them at every step. */
const SAVED_WITHIN = 300;
let saving: ReturnType<typeof setTimeout> | undefined;

introducePage(text("inspectTitle"));

const root = document.querySelector("#inspector") as HTMLElement;
const area = storageArea("local");
const store = whileOpen((settings: Settings) => area.set(SETTINGS, settings));
const tab = tabInQuery(location.search);
const now = () => Date.now();
const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
function show(state: InspectorState): void {
  render(<App state={state} controls={controls} />, root);
  // The filter survives a reload this way, and can be bookmarked.
  const hash = state.filter === "" ? "" : `#${encodeURIComponent(state.filter)}`;
  if (hash !== location.hash)
    history.replaceState(null, "", hash === "" ? location.pathname + location.search : hash);
}

const model = createModel(
  createTrafficLog(),
  {
    now,
    clock: () => performance.now(),
    pause,
    copy: (words) => navigator.clipboard.writeText(words),
    async save(settings) {
      clearTimeout(saving);
      saving = setTimeout(() => void store(settings).catch(() => undefined), SAVED_WITHIN);
    },
  },
  show,
);
const captured = capture({ ...(tab !== undefined && { tab }) }, (entries) => model.take(entries));

const controls: Controls = {
  model,
  files: createFiles(model, {
    now,
    pause,
    version: extensionVersion(),
    words: markdownWords,
    save: saveFile,
    read: textOf,
  }),
  sending: createSending(model, async (documentId, request) => {
    if (!(await maySendAgain())) throw new Error("It is switched off");
    if (captured.sendAgain(documentId, request) === undefined) throw new Error("The widget is gone");
  }),
  async allow(patterns) {
    const isAllowed = await whileOpen(request)(patterns).catch(() => false);
    model.set({ notice: [isAllowed ? "allowed" : "notAllowed"] });
  },
  async allowSending(isAllowed) {
    await whileOpen(setMaySendAgain)(isAllowed).catch(() => undefined);
    model.set({ maySend: await maySendAgain() });
  },
};

/** Finds out whether there is anything to record. */
const checkSource = whileOpen(async () => {
  const tabs = await tabsThatAreOn();
  const isOn = tab === undefined ? tabs.length > 0 : tabs.some(({ id }) => id === tab);
  model.set({ source: isOn ? "listening" : "none-on", maySend: await maySendAgain() });
});

model.setFilter(filterIn(location.hash));
setInterval(() => {
  model.tick();
  const { missed, dropped } = captured.counts();
  const { lost } = model.state;
  if (missed !== lost.missed || dropped !== lost.dropped) model.set({ lost: { missed, dropped } });
}, TICK);
if (tab !== undefined)
  void captured.isReached.then((isReached) => model.set({ isUnreached: !isReached })).catch(() => undefined);
onChanged(() => void checkSource());
onPermissionsChanged(heardWhileOpen(() => void checkSource()));
void checkSource();
void area.get(SETTINGS).then((stored) => model.set({ settings: readSettings(stored) }));

/** @returns the filter in the address's hash; none if that is not valid */
function filterIn(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}
