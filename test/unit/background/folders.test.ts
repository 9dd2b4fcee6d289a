import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const BACKGROUND = path.resolve(import.meta.dirname, "../../../src/background");
/** The highest first, as in docs/architecture.md. */
const FOLDERS = ["overview", "calls", "widgets", "delays", "sessions", "homeserver"];

describe("the background's folders", () => {
  it("are the ones in this order", () => {
    const entries = readdirSync(BACKGROUND, { withFileTypes: true });
    const there = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    assert.deepEqual(there.sort(), [...FOLDERS].sort());
  });

  for (const [height, folder] of FOLDERS.entries())
    it(`import none above them: ${folder}`, () => {
      const place = path.join(BACKGROUND, folder);
      const lookUp = readdirSync(place).flatMap((file) =>
        [...readFileSync(path.join(place, file), "utf8").matchAll(/from "\.\.\/([a-z]+)\//g)]
          .filter(([, known = ""]) => FOLDERS.slice(0, height).includes(known))
          .map(([, known]) => `${file} knows ${known}`),
      );
      assert.deepEqual(lookUp, []);
    });
});
