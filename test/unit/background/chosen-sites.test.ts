import assert from "node:assert/strict";
import {
  afterGrants,
  GRANTED_WITHIN,
  patternsIn,
  readChosenSites,
  withAwaiting,
  without,
  withoutAwaiting,
} from "../../../src/background/chosen-sites.ts";

const SITE = "https://client.example/*";
const OTHER = "https://other.example/*";
const awaiting = { pattern: SITE, since: 1_000, needs: ["https://hs.example/*"] };

describe("a chosen site", () => {
  it("is on once it is granted, with what it needs", () => {
    const chosen = withAwaiting({ on: [OTHER] }, awaiting);
    assert.deepEqual(patternsIn(chosen), [OTHER, SITE]);
    assert.deepEqual(afterGrants(chosen, [OTHER, SITE], 2_000), {
      sites: { on: [OTHER, SITE] },
      granted: awaiting,
    });
  });

  it("waits while it is not granted, and nothing changes", () => {
    const chosen = withAwaiting({ on: [OTHER] }, awaiting);
    assert.deepEqual(afterGrants(chosen, [OTHER], 2_000), { sites: chosen, granted: undefined });
  });

  it("is forgotten after two minutes, even if it is granted then", () => {
    const chosen = withAwaiting({ on: [] }, awaiting);
    const late = awaiting.since + GRANTED_WITHIN;
    assert.deepEqual(afterGrants(chosen, [SITE], late), { sites: { on: [] }, granted: undefined });
  });

  it("is forgotten for another choice", () => {
    const chosen = withAwaiting(withAwaiting({ on: [] }, awaiting), { ...awaiting, pattern: OTHER });
    assert.deepEqual(afterGrants(chosen, [SITE], 2_000).sites.on, []);
  });

  it("is taken back only while it is not on, and no other with it", () => {
    const chosen = withAwaiting({ on: [OTHER] }, awaiting);
    assert.deepEqual(withoutAwaiting(chosen, SITE), { on: [OTHER] });
    assert.deepEqual(withoutAwaiting(chosen, OTHER), chosen);
  });

  it("is switched off whether it is on or waits, and no other with it", () => {
    const chosen = withAwaiting({ on: [OTHER] }, awaiting);
    assert.deepEqual(without(chosen, SITE), { on: [OTHER] });
    assert.deepEqual(without(chosen, OTHER), { on: [], awaiting });
  });

  it("is off for good once it was revoked", () => {
    assert.deepEqual(afterGrants({ on: [SITE, OTHER] }, [OTHER], 2_000).sites, { on: [OTHER] });
  });

  it("is none where storage holds something else", () => {
    for (const value of [undefined, null, "https://client.example/*", { on: SITE }, { on: [], awaiting: {} }])
      assert.deepEqual(readChosenSites(value), { on: [] });
  });
});
