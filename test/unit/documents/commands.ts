import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Configuration } from "webpack";
import { readOptions as benchOptions } from "../../../bench/options.mjs";
import { readOptions as soakOptions } from "../../../bench/soak/options.mjs";
import { readOptions as demoOptions } from "../../../demo/options.mjs";
import { readOptions as callsOptions } from "../../../tools/testing/calls-options.mjs";
import { selection } from "../../../tools/testing/selection.mjs";
import { read, root } from "./documents.ts";

const { scripts, dependencies, devDependencies } = JSON.parse(read("package.json"));
const configurations: Configuration[] = (await import(path.join(root, "webpack.config.js"))).default;
const built = configurations.map(({ name }) => `dist/${name}`);

/** The parsers of the scripts that take arguments after `--`. Each one throws on an unknown argument. */
const OPTIONS: Record<string, (words: string[]) => unknown> = {
  start: demoOptions,
  test: testWords,
  "test:calls": callsOptions,
  bench: benchOptions,
  soak: soakOptions,
};

/** The options that a documented command may give a program. Most programs ignore what they do not know. */
const PROGRAM_OPTIONS: Record<string, string[]> = {
  mocha: ["--grep"],
  node: ["--import"],
  "web-ext": ["--source-dir"],
};

/** @returns the commands in a document's inline code and code blocks, each on one line */
export function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`]+)`/g)].map(
    ([, code = ""]) => code,
  );
  return [...blocks, ...inline]
    .map((code) => code.trim().replace(/^\$ /, "").replace(/\s+/g, " "))
    .filter((code) => /^(?:[A-Z_]+=\S+ )*(?:npm|npx|node) /.test(code));
}

/** @returns what is wrong with a command; undefined if it would work */
export function faultOf(command: string): string | undefined {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
  const [program = "", ...args] = words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word)));
  return (
    faultOfVariables(words) ??
    (program === "npm" ? faultOfNpm(args) : faultOfProgram(program, args)) ??
    faultOfFiles(args)
  );
}

/** Takes the words before the program for variables, which some script or test must read. */
function faultOfVariables(words: string[]): string | undefined {
  const set = words.flatMap((word) => /^([A-Z_]+)=/.exec(word)?.[1] ?? []);
  const unknown = set.find((name) => !readsOf(name));
  return unknown === undefined ? undefined : `nothing reads ${unknown}`;
}

/** Says whether a script or a test reads an environment variable, by its name or from a table of names. */
function readsOf(name: string): boolean {
  const files = ["tools", "test", "bench", "demo"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
      (file) => `${folder}/${file}`,
    ),
  );
  const reading = [`process.env.${name}`, `: "${name}"`];
  return files.some(
    (file) => /\.(?:ts|mjs)$/.test(file) && reading.some((code) => read(file).includes(code)),
  );
}

function faultOfNpm([verb = "", ...args]: string[]): string | undefined {
  if (verb === "ci" && args.length === 0) return undefined;
  const [script = "", ...rest] = verb === "run" ? args : [verb, ...args];
  if (!(script in scripts) || (verb !== "run" && !["start", "test"].includes(verb)))
    return `no script "${script}"`;
  if (rest.length === 0) return undefined;
  if (rest[0] !== "--") return `npm takes "${rest[0]}" itself unless -- precedes it`;
  const read = OPTIONS[script];
  if (!read) return `${script} takes no arguments`;
  try {
    read(rest.slice(1));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function testWords(words: string[]): void {
  const { grep } = selection(words, () => ({ changed: [], integration: [], browser: [] }));
  if (grep !== undefined && !isTested(grep)) throw new Error(`no test has "${grep}" in its name`);
}

function faultOfProgram(program: string, args: string[]): string | undefined {
  const [name = ""] = args;
  if (program === "npx" && !binaries().has(name)) return `no devDependency provides "${name}"`;
  const options = PROGRAM_OPTIONS[program === "npx" ? name : program] ?? [];
  const unknown = args.find((word) => word.startsWith("-") && !options.includes(word));
  if (unknown) return `"${unknown}" is not an option that ${name} is known to have`;
  const loader = args[args.indexOf("--import") + 1] ?? "";
  if (args.includes("--import") && !(loader in devDependencies)) return `"${loader}" is not a devDependency`;
  const grep = args[args.indexOf("--grep") + 1] ?? "";
  return args.includes("--grep") && !isTested(grep) ? `no test has "${grep}" in its name` : undefined;
}

/** Takes each argument with a slash for a file or folder, which must exist or be made by a build. */
function faultOfFiles(args: string[]): string | undefined {
  const files = args.filter((word) => word.includes("/") && !word.includes(" "));
  const missing = files.find((file) => !built.includes(file) && !existsSync(path.join(root, file)));
  return missing === undefined ? undefined : `no file ${missing}`;
}

/** @returns the names of all programs that our packages provide */
function binaries(): Set<string> {
  const packages = Object.keys({ ...dependencies, ...devDependencies });
  const names = packages.flatMap((each) => {
    const { name, bin = {} } = JSON.parse(read(`node_modules/${each}/package.json`));
    return typeof bin === "string" ? [name.replace(/^.*\//, "")] : Object.keys(bin);
  });
  return new Set(names);
}

/** Says whether these words occur in a test file. A test's name may be composed of several strings. */
function isTested(words: string): boolean {
  const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" });
  return files.some((file) => /\.test\.tsx?$/.test(file) && read(`test/${file}`).includes(words));
}
