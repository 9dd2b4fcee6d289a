import { OptionError, oneOf, valuesIn } from "../tools/command-line.mjs";

export { OptionError };

/** @type {import("./options.d.mts").BrowserName[]} */
const BROWSERS = ["chromium", "firefox"];
/** @type {import("./options.d.mts").WidgetName[]} */
const WIDGETS = ["heartbeat", "element-call"];

export const USAGE = `npm start [-- OPTIONS]

Builds the extension, starts a homeserver, a client and a widget, and opens a browser with the extension in it.
With a screen you can try it yourself; without one the demo walks through the main job, reports what happens and takes pictures.

  --browser NAME      chromium (the default) or firefox
  --widget NAME       heartbeat (the default), a small widget that shows its own state; or element-call,
                      a real call in Element Call over LiveKit, which is built the first time if Go is installed
  --once              walk through the main job and end; exit status 0 only if every step passed
  --headless          without a window, even if there is a screen
  --screenshots DIR   the folder for the pictures of the walk; by default artifacts/ and the browser's name
  --help              this`;

const OPTIONS = {
  browser: { type: "string" },
  widget: { type: "string" },
  once: { type: "boolean" },
  headless: { type: "boolean" },
  screenshots: { type: "string" },
  help: { type: "boolean", short: "h" },
};

/** @type {typeof import("./options.d.mts").readOptions} */
export function readOptions(args) {
  const {
    browser: name = "chromium",
    widget: hosted = "heartbeat",
    screenshots,
    ...flags
  } = valuesIn(args, OPTIONS, "npm start");
  const browser = oneOf("browser", BROWSERS, name);
  const widget = oneOf("widget", WIDGETS, hosted);
  if (screenshots === "") throw new OptionError("--screenshots needs a folder.");
  const { once = false, headless = false, help = false } = flags;
  return { browser, widget, once, headless, help, ...(screenshots !== undefined && { screenshots }) };
}
