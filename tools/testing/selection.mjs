import { parseArgs } from "node:util";
import { SetUpError } from "../setup/set-up-error.mjs";
import { STEPS } from "./steps.mjs";

/**
 * Which steps the words after `npm test --` choose. No word: all. `unit` or `browser`: these alone. `chromium`: the
 * browser tests in Chromium. A step that another one needs is chosen with it.
 * @param {string[]} args
 * @returns {{ steps: import("./steps.mjs").Step[], grep?: string }}
 * @throws {SetUpError} for a word that is neither a step nor a browser
 */
export function selection(args) {
  const { words, grep } = parsed(args);
  const browsers = new Set(STEPS.flatMap(({ browser }) => browser ?? []));
  const names = new Set(STEPS.map(({ name }) => name));
  const unknown = words.find((word) => !names.has(word) && !browsers.has(word));
  if (unknown) {
    const known = [...names, ...browsers].join(", ");
    throw new SetUpError(
      `There is no step "${unknown}"; the words are ${known}, and --grep <name of a test>.`,
    );
  }
  const wishedBrowsers = words.filter((word) => browsers.has(word));
  const wishedNames = words.filter((word) => names.has(word));
  const chosen = STEPS.filter(({ name, browser }) => {
    if (words.length === 0) return true;
    if (browser && wishedBrowsers.length > 0) return wishedBrowsers.includes(browser);
    return wishedNames.includes(name);
  });
  return { steps: STEPS.filter((step) => chosen.includes(step) || neededBy(chosen, step)), grep };
}

function neededBy(chosen, { name }) {
  return chosen.some(({ after }) => after === name);
}

function parsed(args) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { grep: { type: "string", short: "g" } },
    });
    return { words: positionals, grep: values.grep };
  } catch (error) {
    throw new SetUpError(`${error.message}.`);
  }
}
