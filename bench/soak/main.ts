import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { SHIPPED_TIMING } from "../../test/environment/call/element-call.ts";
import { readOptions } from "./options.mjs";
import { sectionOf, withSection } from "./report.ts";
import { soak } from "./soak.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../../docs/soak.md");
const TITLES = { chromium: "Chromium", firefox: "Firefox" };
/** How often the worker is killed in the first half (ms); in a shorter call it is still killed five times. */
const KILL_EVERY_MS = 180_000;

const { browser, minutes, note } = readOptions(process.argv.slice(2));
const lasts = minutes * 60_000;
console.log(`A call of ${minutes} minutes in ${TITLES[browser]}.`);
const measured = await soak({
  browserName: browser,
  lasts,
  killEvery: Math.min(KILL_EVERY_MS, lasts / 10),
  timing: SHIPPED_TIMING,
  say: console.log,
});
const section = sectionOf(measured, new Date(), note);
console.log(`\n${section}`);
const before = await readFile(DOCUMENT, "utf8").catch(() => "");
await writeFile(DOCUMENT, withSection(before, TITLES[browser], section));
console.log(`Written to ${path.relative(process.cwd(), DOCUMENT)}.`);
// Connections that still wait for the homeserver do not notice that it is gone, and would keep the process alive.
process.exit();
