import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { bench } from "./bench.ts";
import { readOptions } from "./options.mjs";
import { sectionOf, withSection } from "./report.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../docs/bench.md");
const TITLES = { chromium: "Chromium", firefox: "Firefox" };

const { browsers, rounds, only, note } = readOptions(process.argv.slice(2));
for (const browserName of browsers) {
  console.log(TITLES[browserName]);
  const section = sectionOf(await bench({ browserName, rounds, only, say: console.log }), new Date(), note);
  console.log(`\n${section}`);
  if (only) continue;
  const before = await readFile(DOCUMENT, "utf8").catch(() => "");
  await writeFile(DOCUMENT, withSection(before, TITLES[browserName], section));
}
if (!only) console.log(`Written to ${path.relative(process.cwd(), DOCUMENT)}.`);
// Connections that still wait for the homeserver do not notice that it is gone, and would keep the process alive.
process.exit();
