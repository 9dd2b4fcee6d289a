import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";
import { HeldOutput } from "./testing/held-output.mjs";
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
  await told({ name: "set-up" }, () =>
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
  for (const [first, ...others] of groupsOf(steps)) {
    const beside = others.map((step) => begun(step, grep));
    await told(first, () => timed(() => outcome(first, { grep })));
    for (const { step, output, ended } of beside)
      await told(step, () => {
        output.show();
        return ended;
      });
  }
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

/** Steps that run at the same time stand together. */
function groupsOf(steps) {
  const groups = new Map();
  for (const step of steps) groups.set(step.name, [...(groups.get(step.name) ?? []), step]);
  return groups.values();
}

/** Begins a step whose output waits for its turn. */
function begun(step, grep) {
  const output = new HeldOutput();
  const ended = timed(() => outcome(step, { grep, output }));
  // Whoever waits for it in its turn learns of it then.
  ended.catch(() => {});
  return { step, output, ended };
}

async function outcome({ after, browser, run }, options) {
  if (interrupted) return { passed: 0, failed: 1, note: "not run: asked to end" };
  const needed = results.find((result) => result.name === after);
  // What an older build left behind would be tested in place of this one.
  if (needed?.failed) return { passed: 0, failed: 1, note: `not run: ${after} failed` };
  if (browser) await liveKit;
  return run(options);
}

/** @returns what came of it, and how long it took in seconds */
async function timed(run) {
  const start = performance.now();
  const result = await run();
  return { ...result, seconds: (performance.now() - start) / 1000 };
}

/** Prints what a step writes under its name, and then what came of it. */
async function told(step, run) {
  console.log(`\n== ${title(step)}`);
  const result = await run();
  const { passed, failed, seconds, note } = result;
  const counts = passed + failed > 0 ? `${passed} passed, ${failed} failed, ` : "";
  console.log(`== ${title(step)}: ${counts}${seconds.toFixed(1)} s${note ? `; ${note}` : ""}`);
  results.push({ name: step.name, ...result });
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
