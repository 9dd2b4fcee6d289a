import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

/** The contents of a script, as esbuild bundles it from the source. */
function bundleOf(entry: string, { minify = false } = {}): string {
  const entryPoint = fileURLToPath(new URL(`../../../src/content/${entry}.ts`, import.meta.url));
  const [built] = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    minify,
  }).outputFiles;
  return built?.text ?? "";
}

/**
 * What may be added (bytes) for the inspector, the second feature (mainly the versions), the third, and the toolbar
 * button, including its reports of widgets that hosts cannot be probed through; and for hosts with other errors or ids
 * than the reference host.
 */
const ADDED = 700 + 350 + 450 + 50 + 50 + 50;
/** A script's limit (bytes, minified and gzipped): its size before these additions, and what they may add. */
const LARGEST = { "host-script": 7_217 + ADDED, "widget-script": 4_350 + ADDED };

describe("the page scripts", () => {
  for (const [entry, largest] of Object.entries(LARGEST))
    it(`stay small: ${entry}`, () => {
      const size = gzipSync(bundleOf(entry, { minify: true }), { level: 9 }).length;
      assert.ok(size <= largest, `${size} bytes`);
    });

  for (const entry of ["host-script", "widget-script", "late-host", "page-world/late-gate"])
    it(`contain none of the background's code for a feature's actions: ${entry}`, () => {
      const bundle = bundleOf(entry);
      assert.match(bundle, /Error sending event/);
      assert.doesNotMatch(bundle, /Missing capability|Cannot send (a )?state event|perform\(data/);
    });

  for (const entry of ["host-script", "widget-script", "late-host", "page-world/late-gate"])
    it(`contain none of a feature's texts for the user: ${entry}`, () => {
      assert.doesNotMatch(bundleOf(entry), /(delayed|sticky)Events(Question|Phrase)/);
    });
});
