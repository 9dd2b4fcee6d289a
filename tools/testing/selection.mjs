import { parseArgs } from "node:util";
import { SetUpError } from "../setup/set-up-error.mjs";
import { STEPS } from "./steps.mjs";

/** The quick steps that run for every change. */
const ALWAYS = ["lint", "types", "unit"];

/**
 * Selects the steps that the arguments after `npm test --` name. No argument: all steps. `unit` or `browser`: only
 * these. `chromium`: the browser and load tests in Chromium. A step brings the steps that it needs. `--repeat` without
 * a step applies to the steps with a browser; `--changed` selects the steps itself.
 * @param {string[]} args
 * @param {() => import("./selection.d.mts").Touched} touched the tests that this branch's changes affect
 * @returns {import("./selection.d.mts").Selection}
 * @throws {SetUpError} for an argument that is neither a step nor a browser, and for an invalid combination
 */
export function selection(args, touched) {
  const { words, grep, repeat, changed } = parsed(args);
  if (changed) {
    if (words.length > 0) throw new SetUpError("--changed selects the steps itself: name none with it.");
    return { steps: stepsFor(touched()), grep, repeat };
  }
  const browsers = new Set(STEPS.flatMap(({ browser }) => browser ?? []));
  const names = new Set(STEPS.map(({ name }) => name));
  const unknown = words.find((word) => !names.has(word) && !browsers.has(word));
  if (unknown) {
    const known = [...names, ...browsers].join(", ");
    throw new SetUpError(
      `There is no step "${unknown}"; choose from ${known}, and --grep <name of a test>, --repeat <times>, --changed.`,
    );
  }
  const wished = words.length === 0 && repeat > 1 ? [...browsers] : words;
  const wishedBrowsers = wished.filter((word) => browsers.has(word));
  const wishedNames = wished.filter((word) => names.has(word));
  const chosen = STEPS.filter(({ name, browser }) => {
    if (wished.length === 0) return true;
    if (browser && wishedBrowsers.length > 0) return wishedBrowsers.includes(browser);
    return wishedNames.includes(name);
  });
  return { steps: withNeeded(chosen), grep, repeat };
}

/** Omits Firefox, to save time, unless a changed file is about it, and always omits the load tests. */
function stepsFor({ integration, browser, changed }) {
  const browsers = changed.some((file) => /firefox/i.test(file)) ? ["chromium", "firefox"] : ["chromium"];
  const files = { integration, browser };
  const chosen = STEPS.filter((step) => {
    if (step.browser) return files[step.name]?.length > 0 && browsers.includes(step.browser);
    return ALWAYS.includes(step.name) || files[step.name]?.length > 0;
  });
  return withNeeded(chosen).map((step) => ({ ...step, files: files[step.name] }));
}

function withNeeded(chosen) {
  const isNeeded = ({ name }) => chosen.some(({ after }) => after === name);
  return STEPS.filter((step) => chosen.includes(step) || isNeeded(step));
}

function parsed(args) {
  const { positionals, values } = valuesOf(args);
  const repeat = Number(values.repeat ?? 1);
  if (!Number.isInteger(repeat) || repeat < 1)
    throw new SetUpError(`--repeat needs a whole number of times, not "${values.repeat}".`);
  return { words: positionals, grep: values.grep, repeat, changed: values.changed === true };
}

function valuesOf(args) {
  const options = {
    grep: { type: "string", short: "g" },
    repeat: { type: "string" },
    changed: { type: "boolean" },
  };
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new SetUpError(`${error.message}.`);
  }
}
