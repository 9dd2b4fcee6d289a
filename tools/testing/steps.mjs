import path from "node:path";
import { runChild } from "../child.mjs";
import { DEFAULT_SYNAPSE, SYNAPSES } from "../synapse-venv.mjs";
import { runMocha } from "./mocha-step.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * One step of `npm test`. Steps with the same name run at the same time, unless they are `alone`.
 * @typedef {object} Step
 * @property {string} name as on the command line
 * @property {"chromium" | "firefox"} [browser] the browser that it drives
 * @property {string} [after] a step that must pass before this one makes sense
 * @property {string[]} [synapses] the releases of Synapse that it needs
 * @property {true} [alone] set if it measures, and needs the machine to itself
 * @property {true} [repeats] set if it runs tests, whose outcome may differ the next time; a program's does not
 * @property {(options: { grep?: string, files?: string[], output?: import("./held-output.mjs").HeldOutput }) =>
 *   Promise<import("./mocha-step.mjs").Result>} run `files` are the test files to run, if not all; `output` gets the
 *   output instead of the terminal
 */

/** The steps in their order: the quick ones, and those whose failures are most telling, come first. @type {Step[]} */
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
    // The tests wait for homeservers more than they compute.
    run: ({ grep, files = ["test/integration/**/*.test.ts"] }) => runMocha(root, { files, grep, jobs: 3 }),
  },
  // Both run at the same time: they wait for delays to end more than they compute.
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

/** Runs the script of this name in package.json, so that the command is the same. */
const script = (name) => command("npm", "run", "--silent", name);

const bin = (name) => path.join(root, "node_modules/.bin", name);

/** Runs a program as one test, which passes with exit status 0. */
async function command(program, ...args) {
  const { status } = await runChild(program, args, { cwd: root });
  return status === 0
    ? { passed: 1, failed: 0, red: [] }
    : { passed: 0, failed: 1, red: [{ test: "its program", why: `exit status ${status}` }] };
}
