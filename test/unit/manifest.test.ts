import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Configuration } from "webpack";

const root = path.resolve(import.meta.dirname, "../..");
const source = readFileSync(path.join(root, "manifest.json"));
const configurations: Configuration[] = (await import(path.join(root, "webpack.config.js"))).default;
const manifest = JSON.parse(source.toString());

/** @returns the manifest that webpack's configuration generates for a build */
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
  it("sets its own policy, so Firefox does not upgrade requests to a homeserver on plain http", () => {
    const { extension_pages } = manifest.content_security_policy ?? {};
    assert.equal(extension_pages, "script-src 'self'; object-src 'self'");
  });

  it("grants no site itself, and lets the user choose any", () => {
    assert.equal(manifest.host_permissions, undefined);
    assert.deepEqual(manifest.optional_host_permissions, ["*://*/*"]);
  });

  it("runs no script in any page until a site is switched on", () => {
    assert.equal(manifest.content_scripts, undefined);
  });

  it("has no page or script that a website can load", () => {
    assert.equal(manifest.web_accessible_resources, undefined);
  });

  it("lets no website and no other extension connect", () => {
    assert.equal(manifest.externally_connectable, undefined);
  });

  it("asks for exactly these permissions at installation", () => {
    assert.deepEqual(manifest.permissions, ["activeTab", "alarms", "scripting", "storage", "webRequest"]);
  });

  it("lets the user add notifications, and nothing else", () => {
    assert.deepEqual(manifest.optional_permissions, ["notifications"]);
  });

  it("puts its button on the toolbar in Firefox; Chromium ignores that", () => {
    assert.equal(manifest.action.default_area, "navbar");
  });

  it("ships unchanged apart from its version", () => {
    const { version } = builtAs("extension");
    assert.deepEqual(builtAs("extension"), { ...manifest, version });
  });

  it("grants loopback, and nothing else, in the test build only", () => {
    const { host_permissions, ...rest } = builtAs("extension-test");
    assert.deepEqual(host_permissions, ["http://localhost/*", "http://127.0.0.1/*"]);
    assert.deepEqual(rest, builtAs("extension"));
  });
});
