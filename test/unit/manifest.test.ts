import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../manifest.json"), "utf8"));

describe("the manifest", () => {
  // Firefox's own policy for Manifest V3 is "script-src 'self'; upgrade-insecure-requests":
  // https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/Content_Security_Policy
  it("says its own policy, in which a homeserver on plain http is asked on plain http, in Firefox too", () => {
    const { extension_pages } = manifest.content_security_policy ?? {};
    assert.equal(extension_pages, "script-src 'self'; object-src 'self'");
  });

  it("grants no site by itself, and only asks for those that are chosen", () => {
    assert.equal(manifest.host_permissions, undefined);
    assert.deepEqual(manifest.optional_host_permissions, ["*://*/*"]);
  });
});
