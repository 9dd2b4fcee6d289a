import { OptionError, oneOf, valuesIn } from "../tools/command-line.mjs";

export { OptionError };

/** @type {import("./options.mjs").BrowserName[]} */
const BROWSERS = ["chromium", "firefox"];
/** With fewer, an interval says little. */
const FEWEST = 5;

export const USAGE = `npm run bench [-- OPTIONS]

Measures what Postdate costs: a page's load, a client's own requests, a widget's schedules and restarts at a host that knows
nothing of delayed events, beside a host that does and beside the bare request; with and without 30 ms of network. Real
browsers and a real Synapse, side by side in one run. Writes the figures to docs/bench.md.

  --browser NAME   chromium or firefox; both unless you say otherwise
  --rounds N       how often everything is measured; 30 unless you say otherwise, and 5 at the least
  --note TEXT      a sentence to be put below the figures, such as what else the machine did
  --help           this`;

const OPTIONS = {
  browser: { type: "string" },
  rounds: { type: "string" },
  note: { type: "string" },
  help: { type: "boolean", short: "h" },
};

/** @type {typeof import("./options.mjs").readOptions} */
export function readOptions(args) {
  const { browser, rounds: count = "30", note, help = false } = valuesIn(args, OPTIONS, "npm run bench");
  const rounds = Number(count);
  if (!Number.isInteger(rounds) || rounds < FEWEST)
    throw new OptionError(`--rounds wants a whole number from ${FEWEST} on, and "${count}" is none.`);
  const browsers = browser === undefined ? BROWSERS : [oneOf("browser", BROWSERS, browser)];
  return { browsers, rounds, help, ...(note !== undefined && { note }) };
}
