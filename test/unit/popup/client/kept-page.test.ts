import assert from "node:assert/strict";
import { withKeptPage } from "../../../../popup/client/kept-page.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";

const SITE = "https://chat.example/*";
const none = { delays: [], refused: [] };
const READY: Overview = {
  ...none,
  diagnosis: "ready",
  client: { site: SITE, on: true, missing: [] },
  account: { userId: "@a:hs.example", homeserver: "https://hs.example/path" },
  found: { origin: "https://chat.example", homeservers: [], widgets: ["https://call.example/room", "null"] },
};
const NO_PAGE: Overview = { ...none, diagnosis: "no-page" };

describe("a page that the browser hides once its site is switched off", () => {
  it("stays in the popup as off, with everything needed to switch it on again", () => {
    const kept = withKeptPage({ overview: READY, switchedOff: SITE }, NO_PAGE);
    assert.equal(kept.diagnosis, "site-off");
    assert.deepEqual(kept.client, {
      site: SITE,
      on: false,
      missing: ["https://hs.example/*", "https://call.example/*"],
    });
    assert.deepEqual(kept.found, READY.found);
    assert.equal(kept.account, undefined);
    assert.deepEqual(withKeptPage({ overview: kept, switchedOff: SITE }, NO_PAGE), kept);
  });

  it("is shown as the browser reports it, while the browser does", () => {
    const off: Overview = { ...READY, diagnosis: "site-off" };
    assert.equal(withKeptPage({ overview: READY, switchedOff: SITE }, off), off);
  });

  it("is not kept if another site was switched off, or none in this popup", () => {
    assert.equal(withKeptPage({ overview: READY, switchedOff: "https://other.example/*" }, NO_PAGE), NO_PAGE);
    assert.equal(withKeptPage({ overview: READY }, NO_PAGE), NO_PAGE);
    assert.equal(withKeptPage({ switchedOff: SITE }, NO_PAGE), NO_PAGE);
  });
});
