import assert from "node:assert/strict";
import { withSection } from "../../../soak/report.ts";

describe("the soak's document", () => {
  const first = withSection("", "Firefox", "| sent | 1 |\n");

  it("gets a section for each browser, in the order of their names", () => {
    const both = withSection(first, "Chromium", "| sent | 2 |\n");
    assert.match(both, /^# .*## Chromium\n\n\| sent \| 2 \|\n\n## Firefox\n\n\| sent \| 1 \|\n$/s);
  });

  it("has a browser's section replaced and the other kept", () => {
    const both = withSection(first, "Chromium", "| sent | 2 |\n");
    const again = withSection(both, "Firefox", "| sent | 3 |\n");
    assert.equal(again, both.replace("| sent | 1 |", "| sent | 3 |"));
  });

  it("stays as it is when the same is written once more", () => {
    assert.equal(withSection(first, "Firefox", "| sent | 1 |\n"), first);
  });
});
