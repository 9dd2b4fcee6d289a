import { parseArgs } from "node:util";

/** @type {import("./options.mjs").BrowserName[]} */
const BROWSERS = ["chromium", "firefox"];

export const USAGE = `npm run soak [-- OPTIONS]

Has somebody be in a real call for an hour at real speed: Element Call, Synapse with its default limits, LiveKit, and a
client that knows nothing of delayed events. Counts what became of the heartbeats and writes that to docs/soak.md.

  --minutes N      how long the call lasts; 60 unless you say otherwise
  --browser NAME   chromium (unless you say otherwise) or firefox
  --note TEXT      a sentence to be put below the figures, such as what else the machine did
  --help           this`;

/** An option that does not exist or makes no sense. The message is one sentence for who typed it. */
export class OptionError extends Error {
  name = "OptionError";
}

// Node's own modules alone are used here: a wrong option is told before anything is installed.
/** @type {typeof import("./options.mjs").readOptions} */
export function readOptions(args) {
  const { browser: name = "chromium", minutes: count = "60", note, help = false } = parsed(args);
  const browser = BROWSERS.find((known) => known === name);
  if (!browser) throw new OptionError(`There is no browser "${name}" here, only ${BROWSERS.join(" and ")}.`);
  const minutes = Number(count);
  if (!(minutes > 0) || !Number.isFinite(minutes))
    throw new OptionError(`--minutes wants a number, and "${count}" is none that would do.`);
  return { browser, minutes, help, ...(note !== undefined && { note }) };
}

function parsed(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        browser: { type: "string" },
        minutes: { type: "string" },
        note: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    // Node adds advice that does not fit here.
    const [complaint] = error.message.split(/\.\s|\n/);
    throw new OptionError(`${complaint.replace(/\.$/, "")}; npm run soak -- --help says what there is.`);
  }
}
