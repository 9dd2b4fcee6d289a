import assert from "node:assert/strict";
import { hostOfPattern, hostOfUrl } from "../../../ui/hosts.ts";

describe("a host for the reader", () => {
  it("is the host of a match pattern", () => {
    assert.equal(hostOfPattern("https://app.element.io/*"), "app.element.io");
    assert.equal(hostOfPattern("http://localhost/*"), "localhost");
  });

  it("is a URL's host with its port", () => {
    assert.equal(hostOfUrl("https://call.element.io"), "call.element.io");
    assert.equal(hostOfUrl("http://localhost:8080/path"), "localhost:8080");
  });

  it("is the text itself if it contains no host", () => {
    assert.equal(hostOfPattern("<all_urls>"), "<all_urls>");
    assert.equal(hostOfUrl("null"), "null");
    assert.equal(hostOfUrl("data:text/html,x"), "data:text/html,x");
  });
});
