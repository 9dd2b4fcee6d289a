import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { changedFiles, testsIn, touchedBy } from "../../../../tools/testing/changed.mjs";
import { importGraph } from "../../../../tools/testing/import-graph.mjs";
import { PROOFS } from "../../../../tools/testing/proofs.mjs";
import { temporaryFolder } from "../../../environment/temporary-folder.ts";

const root = path.resolve(import.meta.dirname, "../../../..");
const tests = { integration: testsIn(root, "integration"), browser: testsIn(root, "browser") };
const { reachOf } = importGraph(root);
const touched = (...changed: string[]) => touchedBy(changed, tests, reachOf);

describe("the changed files", () => {
  it("are those that the branch has committed, edited and added, not those that main got meanwhile", async () => {
    const folder = await temporaryFolder("changed");
    try {
      const somebody = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
      // In a git hook, git's variables point to another repository, and a user's settings may require a signature.
      const others = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
      const env = { ...Object.fromEntries(others), GIT_CONFIG_GLOBAL: "/dev/null" };
      const git = (...args: string[]) =>
        execFileSync("git", [...somebody, ...args], { cwd: folder.path, env });
      const write = (name: string, text: string) => writeFileSync(path.join(folder.path, name), text);
      const commit = (name: string, text: string) => {
        write(name, text);
        git("add", name);
        git("commit", "--quiet", "--message", name);
      };
      git("init", "--quiet", "--initial-branch", "main");
      for (const name of ["committed", "uncommitted", "same"]) commit(name, "before");
      git("checkout", "--quiet", "-b", "mine");
      commit("committed", "after");
      git("checkout", "--quiet", "main");
      commit("of main", "after");
      git("checkout", "--quiet", "mine");
      write("uncommitted", "after");
      write("new", "after");
      assert.deepEqual(changedFiles(folder.path).sort(), ["committed", "new", "uncommitted"]);
    } finally {
      await folder.remove();
    }
  });

  it("cannot be found without a main to compare with, and one sentence says so", async () => {
    const folder = await temporaryFolder("changed");
    try {
      assert.throws(() => changedFiles(folder.path), { name: "SetUpError" });
    } finally {
      await folder.remove();
    }
  });
});

describe("the tests that a change affects", () => {
  it("are none if nothing has changed, or only files that are never imported", () => {
    const nothing = { integration: [], browser: [], left: [] };
    assert.deepEqual(touched(), nothing);
    assert.deepEqual(touched("README.md", "docs/architecture.md"), nothing);
  });

  it("include a changed test itself, before all others", () => {
    const [file] = touched("test/browser/relay.test.ts", "src/content/widget-windows.ts").browser;
    assert.equal(file, "test/browser/relay.test.ts");
  });

  it("include those that import it, directly or not, nearest first", () => {
    const { integration } = touched("test/environment/homeserver/dialect-proxy/list.ts");
    assert.equal(integration[0], "test/integration/dialect-proxy.test.ts");
    assert.ok(touched("src/background/delays/send-now.ts").integration.length > 0);
  });

  it("include the browser tests of built files, which no test imports", () => {
    assert.ok(touched("popup/app.tsx").browser.includes("test/browser/popup.test.ts"));
    assert.ok(touched("src/a-new-folder/file.ts").browser.includes("test/browser/main-job.test.ts"));
  });

  it("are limited to three minutes, and those left out are named", () => {
    const { integration, browser, left } = touched(
      "test/environment/stage.ts",
      "test/environment/homeserver/synapse.ts",
    );
    assert.deepEqual([integration.length, browser.length], [4, 2]);
    assert.ok(left.length > 30);
    assert.ok(!browser.some((file) => file.includes("/call")), "slow ones come last");
    assert.equal(touched("test/browser/call.test.ts").browser[0], "test/browser/call.test.ts");
  });
});

describe("the table of proofs for built files", () => {
  it("names only paths and tests that exist", () => {
    const named = PROOFS.flatMap(([start, files]) => [start, ...files]);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });

  it("has a row for every folder that ships or is built for tests", () => {
    const built = ["src", "popup", "options", "consent", "ui", "_locales", "test/pages"].flatMap((folder) =>
      readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`),
    );
    const without = built.filter((file) => !PROOFS.some(([start]) => `${file}/`.startsWith(start)));
    assert.deepEqual(without, []);
  });

  it("has no row that an earlier one hides", () => {
    const hidden = PROOFS.filter(([start], at) =>
      PROOFS.slice(0, at).some(([above]) => start.startsWith(above)),
    );
    assert.deepEqual(hidden, []);
  });
});
