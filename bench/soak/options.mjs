import { OptionError, oneOf, valuesIn } from "../../tools/command-line.mjs";

export { OptionError };

/** @type {import("./options.mjs").BrowserName[]} */
const BROWSERS = ["chromium", "firefox"];

export const USAGE = `npm run soak [-- OPTIONS]

Has somebody be in a real call for an hour at real speed: Element Call, Synapse with its default limits, LiveKit, and a
client that knows nothing of delayed events. Counts what became of the heartbeats and writes that to docs/soak.md.

  --minutes N      how long the call lasts; 60 unless you say otherwise
  --browser NAME   chromium (unless you say otherwise) or firefox
  --note TEXT      a sentence to be put below the figures, such as what else the machine did
  --help           this`;

const OPTIONS = {
  browser: { type: "string" },
  minutes: { type: "string" },
  note: { type: "string" },
  help: { type: "boolean", short: "h" },
};

/** @type {typeof import("./options.mjs").readOptions} */
export function readOptions(args) {
  const {
    browser: name = "chromium",
    minutes: count = "60",
    note,
    help = false,
  } = valuesIn(args, OPTIONS, "npm run soak");
  const browser = oneOf("browser", BROWSERS, name);
  const minutes = Number(count);
  if (!(minutes > 0) || !Number.isFinite(minutes))
    throw new OptionError(`--minutes wants a number, and "${count}" is none that would do.`);
  return { browser, minutes, help, ...(note !== undefined && { note }) };
}
