import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** The contents of a script, as esbuild bundles it from the source. */
function bundleOf(entry: string): string {
  const entryPoint = fileURLToPath(new URL(`../../../src/content/${entry}.ts`, import.meta.url));
  const [built] = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "esm",
  }).outputFiles;
  return built?.text ?? "";
}

describe("the page scripts", () => {
  for (const entry of ["host-script", "widget-script", "page-world/late-gate"])
    it(`contain none of the worker's code for a feature's actions: ${entry}`, () => {
      const bundle = bundleOf(entry);
      assert.match(bundle, /Error sending event/);
      assert.doesNotMatch(bundle, /Missing capability|Cannot send state events|perform\(data/);
    });

  for (const entry of ["host-script", "widget-script", "page-world/late-gate"])
    it(`contain none of the words that the user reads about a feature: ${entry}`, () => {
      assert.doesNotMatch(bundleOf(entry), /delayedEventsQuestion|delayedEventsPhrase/);
    });
});
