import assert from "node:assert/strict";
import { patternOf } from "../../../src/background/site-pattern.ts";

describe("the match pattern of a site", () => {
  it("covers every port and path of its host, and no other scheme", () => {
    assert.equal(patternOf("https://client.example:8443/app/?a#/room"), "https://client.example/*");
    assert.equal(patternOf("http://client.example"), "http://client.example/*");
  });

  it("does not exist for pages that are not web pages", () => {
    for (const url of ["about:blank", "chrome://settings", "file:///etc/passwd", "null", ""])
      assert.equal(patternOf(url), undefined);
  });
});
