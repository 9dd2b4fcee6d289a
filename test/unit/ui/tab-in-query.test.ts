import assert from "node:assert/strict";
import { tabInQuery } from "../../../ui/tab-in-query.ts";

describe("a page's own address", () => {
  it("may name the tab that the page is about", () => {
    assert.equal(tabInQuery("?tab=17"), 17);
    assert.equal(tabInQuery("?theme=dark&tab=0"), 0);
  });

  it("names no tab with anything but a whole number", () => {
    for (const query of ["", "?tab=", "?tab=-1", "?tab=1.5", "?tab=1e3", "?tab=x", "?tab=99999999999"])
      assert.equal(tabInQuery(query), undefined, query);
  });
});
