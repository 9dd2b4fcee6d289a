import assert from "node:assert/strict";
import { offersOf } from "../../../../popup/client/offers.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { OVERVIEW } from "../a-popup.ts";

const client = {
  site: "https://chat.example/*",
  on: false,
  missing: ["https://hs.example/*", "https://call.example/*"],
};
const CALL = "https://call.example/room";
const found = { origin: "https://chat.example", homeservers: ["hs.example"], widgets: [CALL] };
const offers = (over: Partial<Overview> = {}) =>
  offersOf({ ...OVERVIEW, diagnosis: "site-off", client, found, ...over });
const ids = (over: Partial<Overview>) => offers(over).map(({ id }) => id);

describe("what the popup offers to switch on", () => {
  it("is the client with the widget that the button names: the browser is asked for exactly what was found", () => {
    const [main] = offers();
    assert.deepEqual(main?.label, ["protectCalls", "call.example"]);
    assert.deepEqual(main?.choice, {
      site: client.site,
      on: false,
      reload: true,
      client: found.origin,
      widgets: [CALL],
      patterns: [client.site, ...client.missing],
    });
  });

  it("does not ask the browser for a site that it does not name, however many a page makes requests to", () => {
    const homeservers = Array.from({ length: 10 }, (_, port) => `evil.example:${port + 1}`);
    const missing = ["https://evil.example/*", "https://unnamed.example/*", "http://call.example/*"];
    const buttons = offers({ client: { ...client, missing }, found: { ...found, homeservers } });
    for (const { choice } of buttons)
      assert.deepEqual(choice.patterns, [client.site, "https://evil.example/*", "http://call.example/*"]);
    assert.deepEqual(offers({ found: undefined })[0]?.choice.patterns, [client.site]);
  });

  it("includes the same without a reload, which allows no widget anything", () => {
    const [, later] = offers();
    assert.deepEqual(
      [later?.id, later?.choice.reload, later?.choice.widgets],
      ["switch-on-later", false, []],
    );
  });

  it("counts several widgets, and names none if there is none", () => {
    const widgets = [CALL, "https://notes.example/"];
    assert.deepEqual(offers({ found: { ...found, widgets } })[0]?.label, ["protectWidgets", "2"]);
    assert.deepEqual(offers({ found: { ...found, widgets: [] } })[0]?.label, ["switchOnReload"]);
  });

  it("includes the portal around the client, by itself and without a widget", () => {
    const within = "https://portal.example/*";
    const around = offers({ client: { ...client, within } }).find(({ id }) => id === "switch-on-around");
    assert.deepEqual([around?.choice.patterns, around?.choice.widgets], [[within], []]);
  });

  it("is a widget from a new site in a client that is on, and only that widget is allowed", () => {
    const on = { ...client, on: true, missing: ["https://call.example/*"] };
    const widgets = ["https://old.example/", CALL];
    const [offer, ...more] = offers({
      diagnosis: "widget-not-granted",
      client: on,
      found: { ...found, widgets },
    });
    assert.deepEqual([offer?.label, more], [["protectCalls", "call.example"], []]);
    assert.deepEqual([offer?.choice.widgets, offer?.choice.on], [[CALL], true]);
  });

  it("allows a widget for the account shown beside it, or else for the first account that asks", () => {
    const missing = { diagnosis: "widget-not-granted", client: { ...client, on: true } } as const;
    const account = { userId: "@alice:x", homeserver: "https://hs.example" };
    assert.equal(offers({ ...missing, account })[0]?.choice.userId, "@alice:x");
    assert.ok(!("userId" in (offers(missing)[0]?.choice ?? {})));
  });

  it("asks the browser only for the widget that the button names", () => {
    const on = { ...client, on: true };
    const [offer] = offers({ diagnosis: "widget-not-granted", client: on });
    assert.deepEqual(offer?.label, ["protectCalls", "call.example"]);
    assert.deepEqual(offer?.choice.patterns, [client.site, "https://call.example/*"]);
  });

  it("is the homeserver of a client that is on, by its name", () => {
    const on = { ...client, on: true, missing: ["https://hs.example/*"] };
    const [offer] = offers({ diagnosis: "homeserver-not-granted", client: on });
    assert.deepEqual([offer?.label, offer?.choice.widgets], [["allowReload", "hs.example"], []]);
  });

  it("is nothing if the client is on and lacks nothing, cannot be helped, or does not exist", () => {
    assert.deepEqual(ids({ diagnosis: "ready", client: { ...client, on: true } }), []);
    assert.deepEqual(ids({ diagnosis: "session-elsewhere" }), []);
    assert.deepEqual(offersOf({ ...OVERVIEW, diagnosis: "no-page" }), []);
  });
});
