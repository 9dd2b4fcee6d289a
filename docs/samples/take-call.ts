// Records the sample that docs/inspector-format.md explains: a real call in Chromium, with the inspector's own export:
//   npm run build:test && npm run build:pages && node --import tsx docs/samples/take-call.ts
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { downloadOptions, saveInto } from "../../test/environment/browser/downloads.ts";
import { setCallStage } from "../../test/environment/call/call-stage.ts";
import { mediaOptions } from "../../test/environment/call/media-options.ts";
import { recordCall } from "../../test/environment/call/record-call.ts";
import { EXTENSION, openBrowser } from "../../test/environment/stage.ts";
import { temporaryFolder } from "../../test/environment/temporary-folder.ts";

/** Hides long messages of little interest here: the call's reads of the room, and the repeated capabilities. */
const FILTER = [
  ...["update_state", "read_events", "notify_capabilities"],
  ...["device_mute", "set_always_on_screen"],
].map((action) => `-action:${action}`);

const folder = await temporaryFolder("sample");
const stage = await setCallStage();
const options = { ...mediaOptions("chromium"), ...downloadOptions("chromium", folder.path) };
const browser = await openBrowser("chromium", { extension: EXTENSION.test, ...options });
try {
  await saveInto(browser, folder.path);
  const { inspector } = await recordCall(browser, stage, { restarts: 2 });
  await inspector.filter(FILTER.join(" "));
  await inspector.page.click('[data-testid="relative"]');
  const saved = await inspector.save(folder.path, "filtered");
  await copyFile(saved, path.join(import.meta.dirname, "call.ndjson"));
} finally {
  await browser.close();
  await stage.close();
  await folder.remove();
}
process.exit();
