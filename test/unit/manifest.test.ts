import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Configuration } from "webpack";

const root = path.resolve(import.meta.dirname, "../..");
const source = readFileSync(path.join(root, "manifest.json"));
const configurations: Configuration[] = (await import(path.join(root, "webpack.config.js"))).default;
const manifest = JSON.parse(source.toString());

/** @returns the manifest of a build, as webpack's configuration makes it */
function builtAs(name: "extension" | "extension-test") {
  const copying = configurations.find((each) => each.name === name)?.plugins?.[0];
  const { patterns } = copying as unknown as { patterns: Copied[] };
  return JSON.parse(patterns.find(({ from }) => from === "manifest.json")?.transform?.(source) ?? "");
}
interface Copied {
  from: string;
  transform?: (source: Buffer) => string;
}

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

  it("runs no script in any page before a site is switched on", () => {
    assert.equal(manifest.content_scripts, undefined);
  });

  it("has no page or script that a website may load", () => {
    assert.equal(manifest.web_accessible_resources, undefined);
  });

  it("lets no website and no other extension connect", () => {
    assert.equal(manifest.externally_connectable, undefined);
  });

  it("asks for these permissions when it is installed, and for no others", () => {
    assert.deepEqual(manifest.permissions, ["activeTab", "alarms", "scripting", "storage", "webRequest"]);
    assert.equal(manifest.optional_permissions, undefined);
  });

  it("is shipped as it stands, apart from its version", () => {
    const { version } = builtAs("extension");
    assert.deepEqual(builtAs("extension"), { ...manifest, version });
  });

  it("grants loopback in the build for tests alone, and nothing else", () => {
    const { host_permissions, ...rest } = builtAs("extension-test");
    assert.deepEqual(host_permissions, ["http://localhost/*", "http://127.0.0.1/*"]);
    assert.deepEqual(rest, builtAs("extension"));
  });
});
