import { OptionError, oneOf, valuesIn } from "../tools/command-line.mjs";

export { OptionError };

/** @type {import("./options.d.mts").BrowserName[]} */
const BROWSERS = ["chromium", "firefox"];
/** With fewer rounds, an interval says little. */
const FEWEST = 5;

export const USAGE = `npm run bench [-- OPTIONS]

Measures what Postdate costs: loading a page, a client's own requests, and a widget's schedules and restarts with a host that
does not know delayed events, compared to a host that does and to the bare request; with and without 30 ms of network; and the
popup with one pending delay and with a thousand more.
Uses real browsers and a real Synapse, side by side in one run. Writes the figures to docs/bench.md.

  --browser NAME   chromium or firefox; by default both
  --only popup     measures the popup alone, and prints the figures
  --rounds N       how often everything is measured; by default 30, at least 5
  --note TEXT      a sentence to put below the figures, such as what else the machine was doing
  --help           this`;

const OPTIONS = {
  browser: { type: "string" },
  only: { type: "string" },
  rounds: { type: "string" },
  note: { type: "string" },
  help: { type: "boolean", short: "h" },
};

/** @type {typeof import("./options.d.mts").readOptions} */
export function readOptions(args) {
  const {
    browser,
    only,
    rounds: count = "30",
    note,
    help = false,
  } = valuesIn(args, OPTIONS, "npm run bench");
  const rounds = Number(count);
  if (!Number.isInteger(rounds) || rounds < FEWEST)
    throw new OptionError(`--rounds needs a whole number of at least ${FEWEST}, not "${count}".`);
  const browsers = browser === undefined ? BROWSERS : [oneOf("browser", BROWSERS, browser)];
  const alone = only === undefined ? {} : { only: oneOf("only", /** @type {const} */ (["popup"]), only) };
  return { browsers, rounds, help, ...alone, ...(note !== undefined && { note }) };
}
