import assert from "node:assert/strict";
import { commandsIn, faultOf } from "./commands.ts";
import { documents, read } from "./documents.ts";

describe("the commands in the documents", () => {
  for (const name of documents)
    it(`would work in ${name}`, () => {
      const faults = commandsIn(read(name)).map((command) => [command, faultOf(command)]);
      assert.deepEqual(
        faults.filter(([, fault]) => fault !== undefined),
        [],
      );
    });

  it("are found in inline code and code blocks", () => {
    assert.ok(commandsIn(read("CONTRIBUTING.md")).length > 15);
    const text = "Run `npm test --\nunit`, or\n\n```sh\n$ A=1 npx mocha x\nelse\n```\n\nand `node` alone.";
    assert.deepEqual(commandsIn(text), ["A=1 npx mocha x", "npm test -- unit"]);
  });

  for (const command of [
    "npm run soke",
    "npm tset",
    "npm lint",
    "npm start -- --brwoser firefox",
    "npm start -- --browser netscape",
    "npm start --once",
    "npm test -- unti",
    `npm test -- unit --grep "${["a name", "of no test"].join(" ")}"`,
    "npm run soak -- --hours 1",
    "npm run build -- --fast",
    "npx mocah test/unit/manifest.test.ts",
    "npx mocha test/unit/missing.test.ts",
    "npx web-ext lint --source-dir dist/extensoin",
    "node tools/missing.mjs",
    "npx webpack --config-name extensoin",
    "npx mocha test/unit/manifest.test.ts --grepp x",
    "POSTDATE_BROWZER=firefox npm test",
    "node --import ts-node docs/pictures/take.ts",
  ])
    it(`would fail this test: ${command}`, () => {
      assert.notEqual(faultOf(command), undefined);
    });
});
