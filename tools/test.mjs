import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";
import { selection } from "./testing/selection.mjs";

/** Asked to end (Ctrl-C, a CI that gives up): what has not run yet will not run, and counts as failed. */
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = true;
  });
}

const results = [];
/** What is still made while the first steps run, and is needed by the last. */
let liveKit;
try {
  const { steps, grep } = selection(process.argv.slice(2));
  await timed("set-up", async () => {
    ({ liveKit } = await setUp({
      log: console.log,
      browsers: steps.some(({ browser }) => browser),
      synapses: [...new Set(steps.flatMap(({ synapses = [] }) => synapses))],
      calls: steps.some(({ browser }) => browser),
    }));
    return { passed: 0, failed: 0 };
  });
  for (const step of steps) await timed(title(step), () => outcome(step, grep));
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

async function outcome({ after, browser, run }, grep) {
  if (interrupted) return { passed: 0, failed: 1, note: "not run: asked to end" };
  const needed = results.find((result) => result.name === after);
  // What an older build left behind would be tested in place of this one.
  if (needed?.failed) return { passed: 0, failed: 1, note: `not run: ${after} failed` };
  if (browser) await liveKit;
  return run({ grep });
}

/** Runs one step, and prints what came of it and how long it took. */
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
