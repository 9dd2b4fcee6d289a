import { parseArgs } from "node:util";

/** An unknown or invalid option. The message is one sentence for the user. */
export class OptionError extends Error {
  name = "OptionError";
}

// Import only Node's own modules: invalid options are reported before anything is installed.
/**
 * Reads the arguments after a command.
 * @param {string[]} args
 * @param {NonNullable<import("node:util").ParseArgsConfig["options"]>} options for `parseArgs`
 * @param {string} command as typed, for the hint at its help
 * @throws {OptionError} for an unknown option
 */
export function valuesIn(args, options, command) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    // Drop the advice that Node adds.
    const [complaint] = error.message.split(/\.\s|\n/);
    throw new OptionError(`${complaint.replace(/\.$/, "")}; ${command} -- --help lists the options.`);
  }
}

/**
 * @template {string} Name
 * @param {string} what the kind of thing, for the error
 * @param {readonly Name[]} known
 * @param {string} name as typed
 * @returns {Name}
 * @throws {OptionError} if the name is unknown
 */
export function oneOf(what, known, name) {
  const found = known.find((each) => each === name);
  if (!found) throw new OptionError(`There is no ${what} "${name}", only ${known.join(" and ")}.`);
  return found;
}
