/**
 * The browser tests that cover files which no test imports, because they are part of the built extension or pages. For
 * each changed file, the first row with the start of its path counts. The tests are the shortest that would notice;
 * `npm test` runs all of them.
 * @type {[path: string, tests: string[]][]}
 */
export const PROOFS = [
  ["popup/", ["popup", "switch-on"]],
  ["welcome/", ["newcomer", "gallery"]],
  ["options/", ["options"]],
  ["consent/", ["consent"]],
  ["inspector/readings/", ["inspector-walks"]],
  ["inspector/", ["inspector-page", "inspector-capture"]],
  ["ui/", ["popup", "options", "consent"]],
  ["_locales/", ["gallery", "language", "popup"]],
  ["docs/help.md", ["language"]],
  ["docs/help.de.md", ["language"]],
  ["tools/help-page.mjs", ["language"]],
  ["managed-schema.json", ["administrators"]],
  ["docs/administrators.md", ["administrators"]],
  ["src/browser/managed.ts", ["administrators"]],
  ["manifest.json", ["main-job", "switch-on"]],
  ["webpack.config.js", ["main-job", "popup"]],
  ["package-lock.json", ["main-job", "popup"]],
  ["src/content/inspected.ts", ["inspector-capture"]],
  ["src/content/tell.ts", ["inspector-capture"]],
  ["src/content/page-world/", ["document-open"]],
  ["src/content/", ["main-job", "handshake"]],
  ["src/host-support/", ["handshake", "hands-off"]],
  ["src/background/overview/", ["popup"]],
  ["src/background/calls/", ["popup"]],
  ["src/background/sessions/", ["main-job", "two-tabs"]],
  ["src/browser/web-request.ts", ["main-job", "clients"]],
  ["src/browser/", ["main-job", "switch-on"]],
  ["src/features/rtc-transports/", ["call-transports"]],
  ["src/features/sticky-events/", ["call-sticky"]],
  ["src/", ["main-job"]],
  ["test/pages/toolkit-widget/", ["toolkit"]],
  ["test/pages/hasty-page/", ["broken-page"]],
  ["test/pages/", ["main-job"]],
].map(([path, tests]) => [path, tests.map((name) => `test/browser/${name}.test.ts`)]);

/** Tests that take a minute or more come after all others. */
export const LONG =
  /^test\/(?:browser\/(?:call|soak|conformance|identity)|integration\/homeserver-versions)[\w-]*\.test\.ts$/;
