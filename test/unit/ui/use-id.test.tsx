import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { render } from "preact";
import { useId } from "../../../ui/use-id.ts";
import { withSmallDocument } from "../../environment/popup/small-document.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

describe("an id", () => {
  it("is unique, however often the page was rendered before, and stays the same", () => {
    const { newRoot, end } = withSmallDocument({});
    const Part = () => <p data-testid="part" data-id={useId()} />;
    const root = newRoot();
    const ids = () => root.all("part").map(({ dataset }) => dataset.id);
    for (const count of [1, 1, 1, 4, 4]) {
      const before = ids();
      const parts = Array.from({ length: count }, (_, number) => <Part key={String(number)} />);
      render(<main>{parts}</main>, root as never);
      assert.deepEqual(ids().slice(0, before.length), before);
      assert.equal(new Set(ids()).size, count);
    }
    end();
  });

  it("is never Preact's own, which may be another element's", () => {
    const views = ["consent", "inspector", "options", "popup", "ui", "welcome"].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".tsx"))
        .map((name) => path.join(folder, name)),
    );
    const those = views.filter((file) =>
      /import \{[^}]*\buseId\b[^}]*\} from "preact\/hooks"/.test(readFileSync(path.join(ROOT, file), "utf8")),
    );
    assert.deepEqual(those, []);
  });
});
