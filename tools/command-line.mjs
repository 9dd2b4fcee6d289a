import { parseArgs } from "node:util";

/** An option that does not exist or makes no sense. The message is one sentence for who typed it. */
export class OptionError extends Error {
  name = "OptionError";
}

// Node's own modules alone are used here: a wrong option is told before anything is installed.
/**
 * Reads the words after a command.
 * @param {string[]} args
 * @param {NonNullable<import("node:util").ParseArgsConfig["options"]>} options as `parseArgs` wants them
 * @param {string} command as it is typed, for the sentence that says where to find help
 * @throws {OptionError} for an option that there is not
 */
export function valuesIn(args, options, command) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    // Node adds advice that does not fit here.
    const [complaint] = error.message.split(/\.\s|\n/);
    throw new OptionError(`${complaint.replace(/\.$/, "")}; ${command} -- --help says what there is.`);
  }
}

/**
 * @template {string} Name
 * @param {string} what the kind of thing, for the sentence
 * @param {readonly Name[]} known
 * @param {string} name what was typed
 * @returns {Name}
 * @throws {OptionError} where it is none of them
 */
export function oneOf(what, known, name) {
  const found = known.find((each) => each === name);
  if (!found) throw new OptionError(`There is no ${what} "${name}" here, only ${known.join(" and ")}.`);
  return found;
}
