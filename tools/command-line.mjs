import { parseArgs } from "node:util";

/** An option that does not exist or makes no sense. The message is one sentence for whoever typed it. */
export class OptionError extends Error {
  name = "OptionError";
}

// Only Node's own modules are used here, since a wrong option is reported before anything is installed.
/**
 * Reads the arguments after a command.
 * @param {string[]} args
 * @param {NonNullable<import("node:util").ParseArgsConfig["options"]>} options as `parseArgs` wants them
 * @param {string} command as one types it, for the sentence that says where to find help
 * @throws {OptionError} for an option that does not exist
 */
export function valuesIn(args, options, command) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    // Node adds advice that does not fit here.
    const [complaint] = error.message.split(/\.\s|\n/);
    throw new OptionError(`${complaint.replace(/\.$/, "")}; ${command} -- --help lists the options.`);
  }
}

/**
 * @template {string} Name
 * @param {string} what the kind of thing, for the sentence
 * @param {readonly Name[]} known
 * @param {string} name what was typed
 * @returns {Name}
 * @throws {OptionError} if it is none of them
 */
export function oneOf(what, known, name) {
  const found = known.find((each) => each === name);
  if (!found) throw new OptionError(`There is no ${what} "${name}", only ${known.join(" and ")}.`);
  return found;
}
