import path from "node:path";
import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";
import { touchedTests } from "./testing/changed.mjs";
import { RedTally } from "./testing/red.mjs";
import { selection } from "./testing/selection.mjs";

const root = path.dirname(import.meta.dirname);

/** Whether we were asked to end (Ctrl-C, a CI that gives up): what has not run yet is skipped, and counts as failed. */
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = true;
  });
}

const results = [];
const tally = new RedTally();
/** Is still being built while the first steps run; the last ones need it. */
let liveKit;
try {
  const { steps, grep, repeat } = selection(process.argv.slice(2), () => touchedTests(root, console.log));
  await timed("set-up", async () => {
    ({ liveKit } = await setUp({
      log: console.log,
      browsers: steps.some(({ browser }) => browser),
      synapses: [...new Set(steps.flatMap(({ synapses = [] }) => synapses))],
      calls: steps.some(({ browser }) => browser),
    }));
    return { passed: 0, failed: 0 };
  });
  for (let run = 1; run <= repeat; run += 1) {
    for (const step of steps) {
      if (run > 1 && !step.repeats) continue;
      const times = step.repeats && repeat > 1 ? `, ${run} of ${repeat}` : "";
      await timed(title(step) + times, () => outcome(step, grep));
    }
  }
  if (repeat > 1) console.log(["\n== failed tests", ...tally.lines()].join("\n"));
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

async function outcome(step, grep) {
  const { after, browser, files, run } = step;
  if (interrupted) return { passed: 0, failed: 1, note: "not run: asked to end" };
  const needed = after && results.find((result) => result.name === after);
  // Otherwise the remains of an older build would be tested.
  if (needed?.failed) return { passed: 0, failed: 1, note: `not run: ${after} failed` };
  if (browser) await liveKit;
  const result = await run({ grep, files });
  tally.add(title(step), result.red);
  return result;
}

/** Runs one step, and prints its outcome and how long it took. */
async function timed(name, run) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const result = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts =
    result.passed + result.failed > 0 ? `${result.passed} passed, ${result.failed} failed, ` : "";
  console.log(`== ${name}: ${counts}${seconds} s${result.note ? `; ${result.note}` : ""}`);
  results.push({ name, ...result });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
