import path from "node:path";
import { runChild } from "../child.mjs";
import { DEFAULT_SYNAPSE, SYNAPSES } from "../synapse-venv.mjs";
import { runMocha } from "./mocha-step.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * One step of `npm test`. Steps of one name run at the same time, unless they are `alone`.
 * @typedef {object} Step
 * @property {string} name as on the command line
 * @property {"chromium" | "firefox"} [browser] the browser it drives
 * @property {string} [after] a step that must have passed for this one to mean anything
 * @property {string[]} [synapses] the releases of Synapse that it needs
 * @property {true} [alone] it measures, and needs the machine to itself
 * @property {true} [repeats] it runs tests, whose outcome may differ the next time; a program's does not
 * @property {(options: { grep?: string, files?: string[], output?: import("./held-output.mjs").HeldOutput }) =>
 *   Promise<import("./mocha-step.mjs").Result>} run `files` are those of its tests that run, if not all; `output` takes
 *   what it writes, instead of the terminal
 */

/** In the order in which they run: quick ones first, and those whose failure says most. @type {Step[]} */
export const STEPS = [
  { name: "lint", run: () => script("lint") },
  { name: "types", run: () => script("types") },
  { name: "build", run: () => command(bin("webpack")) },
  {
    name: "unit",
    repeats: true,
    run: ({ grep, files = ["test/unit/**/*.test.{ts,tsx}"] }) => runMocha(root, { files, grep }),
  },
  {
    name: "integration",
    repeats: true,
    synapses: SYNAPSES,
    // They spend more time waiting for homeservers than computing.
    run: ({ grep, files = ["test/integration/**/*.test.ts"] }) => runMocha(root, { files, grep, jobs: 3 }),
  },
  // Both wait for delays to end more than they compute.
  browserStep("browser", "chromium"),
  browserStep("browser", "firefox"),
  { ...browserStep("load", "chromium"), alone: true },
  { ...browserStep("load", "firefox"), alone: true },
];

/** @param {"browser" | "load"} name also the folder of its tests */
function browserStep(name, browser) {
  return {
    name,
    browser,
    after: "build",
    repeats: true,
    synapses: [DEFAULT_SYNAPSE],
    run: ({ files = [`test/${name}/**/*.test.ts`], ...options }) =>
      runMocha(root, { files, ...options, env: { POSTDATE_BROWSER: browser } }),
  };
}

/** The script of this name in package.json, so that it is the same command. */
const script = (name) => command("npm", "run", "--silent", name);

const bin = (name) => path.join(root, "node_modules/.bin", name);

/** A program counts as one test: exit status 0 or not. */
async function command(program, ...args) {
  const { status } = await runChild(program, args, { cwd: root });
  return status === 0
    ? { passed: 1, failed: 0, red: [] }
    : { passed: 0, failed: 1, red: [{ test: "its program", why: `exit status ${status}` }] };
}
