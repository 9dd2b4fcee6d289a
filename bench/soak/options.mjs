import { OptionError, oneOf, valuesIn } from "../../tools/command-line.mjs";

export { OptionError };

/** @type {import("./options.d.mts").BrowserName[]} */
const BROWSERS = ["chromium", "firefox"];

export const USAGE = `npm run soak [-- OPTIONS]

Keeps a user in a real call for an hour at real speed: Element Call, Synapse with its default limits, LiveKit, and a client that
does not know delayed events. Counts the outcomes of the heartbeats and writes them to docs/soak.md.

  --minutes N      how long the call lasts; by default 60
  --browser NAME   chromium (the default) or firefox
  --note TEXT      a sentence to put below the figures, such as what else the machine was doing
  --help           this`;

const OPTIONS = {
  browser: { type: "string" },
  minutes: { type: "string" },
  note: { type: "string" },
  help: { type: "boolean", short: "h" },
};

/** @type {typeof import("./options.d.mts").readOptions} */
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
    throw new OptionError(`--minutes needs a number above 0, not "${count}".`);
  return { browser, minutes, help, ...(note !== undefined && { note }) };
}
