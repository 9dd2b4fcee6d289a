import assert from "node:assert/strict";
import { countHeartbeats } from "../../../../bench/soak/heartbeats.ts";
import { sectionOf, withSection } from "../../../../bench/soak/report.ts";
import type { Soak } from "../../../../bench/soak/soak.ts";

/** The results of a soak with this media server. */
function carriedBy(media: string): Soak {
  const memory = { start: 1, end: 1 };
  return {
    options: {
      browserName: "firefox",
      lasts: 60_000,
      killEvery: 6_000,
      timing: { delay: 18_000, restart: 4_000 },
    },
    browser: "firefox/153.7.0",
    synapse: "1.163.2",
    media,
    heartbeats: countHeartbeats([], 0),
    worker: { kills: [], restarts: 0, memory, age: 0, slowestAfterKill: 0 },
    lastWillLate: 0,
  };
}

describe("the soak's document", () => {
  const first = withSection("", "Firefox", "| sent | 1 |\n");

  it("gets a section for each browser, in alphabetical order", () => {
    const both = withSection(first, "Chromium", "| sent | 2 |\n");
    assert.match(both, /^# .*## Chromium\n\n\| sent \| 2 \|\n\n## Firefox\n\n\| sent \| 1 \|\n$/s);
  });

  it("replaces one browser's section and keeps the other", () => {
    const both = withSection(first, "Chromium", "| sent | 2 |\n");
    const again = withSection(both, "Firefox", "| sent | 3 |\n");
    assert.equal(again, both.replace("| sent | 1 |", "| sent | 3 |"));
  });

  it("does not change if the same results are written again", () => {
    assert.equal(withSection(first, "Firefox", "| sent | 1 |\n"), first);
  });

  it("names the media server that was used, and no other", () => {
    const section = sectionOf(carriedBy("a small server"), new Date(0));
    const document = withSection("", "Firefox", section);
    assert.match(document, /a small server/);
    assert.doesNotMatch(document, /LiveKit/);
  });
});
