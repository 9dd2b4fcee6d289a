import path from "node:path";
import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";
import { touchedTests } from "./testing/changed.mjs";
import { HeldOutput } from "./testing/held-output.mjs";
import { RedTally } from "./testing/red.mjs";
import { selection } from "./testing/selection.mjs";

const root = path.dirname(import.meta.dirname);

/**
 * Whether a signal asked this process to end (Ctrl-C, a CI's timeout): the remaining steps are skipped, and count as
 * failed.
 */
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = true;
  });
}

const results = [];
const tally = new RedTally();
/** The build of LiveKit, which goes on while the first steps run; the last ones need it. */
let liveKit;
try {
  const { steps, grep, repeat } = selection(process.argv.slice(2), () => touchedTests(root, console.log));
  await report({ name: "set-up" }, "", () =>
    timed(async () => {
      ({ liveKit } = await setUp({
        log: console.log,
        browsers: steps.some(({ browser }) => browser),
        synapses: [...new Set(steps.flatMap(({ synapses = [] }) => synapses))],
        calls: steps.some(({ browser }) => browser),
      }));
      return { passed: 0, failed: 0 };
    }),
  );
  for (let run = 1; run <= repeat; run += 1) {
    const due = steps.filter(({ repeats }) => run === 1 || repeats);
    for (const group of groupsOf(due)) await runGroup(group, grep, repeat > 1 ? `, ${run} of ${repeat}` : "");
  }
  if (repeat > 1 || tally.any) console.log(["\n== failed tests", ...tally.lines()].join("\n"));
} catch (error) {
  console.log(error instanceof SetUpError ? error.message : error);
  results.push({ passed: 0, failed: 1 });
}

const passed = sum(results.map((result) => result.passed));
const failed = sum(results.map((result) => result.failed));
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

function title({ name, browser }) {
  return browser ? `${name} (${browser})` : name;
}

/** @returns the steps in their order, grouped by those that run at the same time */
function groupsOf(steps) {
  const groups = new Map();
  for (const step of steps) {
    const key = step.alone ? title(step) : step.name;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return groups.values();
}

/** Runs steps at the same time. The first writes to the terminal; the output of the others follows in turn. */
async function runGroup([first, ...others], grep, times) {
  const beside = others.map((step) => begin(step, grep));
  await report(first, times, () => timed(() => outcome(first, { grep })));
  for (const { step, output, ended } of beside)
    await report(step, times, () => {
      output.show();
      return ended;
    });
}

function begin(step, grep) {
  const output = new HeldOutput();
  const ended = timed(() => outcome(step, { grep, output }));
  // A failure is reported in turn; until then, it must not count as an unhandled rejection.
  ended.catch(() => {});
  return { step, output, ended };
}

async function outcome(step, options) {
  const { after, browser, files, run } = step;
  if (interrupted) return { passed: 0, failed: 1, note: "not run: asked to end" };
  const needed = after && results.find((result) => result.name === after);
  // Otherwise the tests would run an older build.
  if (needed?.failed) return { passed: 0, failed: 1, note: `not run: ${after} failed` };
  if (browser) await liveKit;
  const result = await run({ ...options, files });
  tally.add(title(step), result.red);
  return result;
}

/** @returns the outcome, with the seconds that it took */
async function timed(run) {
  const start = performance.now();
  const result = await run();
  return { ...result, seconds: (performance.now() - start) / 1000 };
}

/** Prints a step's name, its output, and then its outcome. */
async function report(step, times, run) {
  const name = title(step) + (step.repeats ? times : "");
  console.log(`\n== ${name}`);
  const result = await run();
  const { passed, failed, seconds, note } = result;
  const counts = passed + failed > 0 ? `${passed} passed, ${failed} failed, ` : "";
  console.log(`== ${name}: ${counts}${seconds.toFixed(1)} s${note ? `; ${note}` : ""}`);
  results.push({ name: step.name, ...result });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
