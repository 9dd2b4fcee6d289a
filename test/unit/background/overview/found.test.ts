import assert from "node:assert/strict";
import type { ClientPage } from "../../../../src/background/overview/client-in-tab.ts";
import { foundIn } from "../../../../src/background/overview/found.ts";

const WIDGET = "https://call.example/room?widgetId=w&parentUrl=x#?userId=@a:x";
const REQUEST = "https://hs.example:8448/_matrix/client/v3/sync";
const page = (over: Partial<ClientPage> = {}): ClientPage => ({
  url: "https://chat.example/#/room",
  loaded: [],
  frames: [],
  hasScripts: false,
  site: "https://chat.example/*",
  on: false,
  ...over,
});

describe("what a diagnosis names of a client's page", () => {
  it("is its origin, its homeservers' hosts and its widgets' addresses without their secrets", () => {
    assert.deepEqual(
      foundIn(page({ loaded: [REQUEST, REQUEST], frames: [WIDGET, "https://ads.example/"] })),
      {
        origin: "https://chat.example",
        homeservers: ["hs.example:8448"],
        widgets: ["https://call.example/room"],
      },
    );
  });

  it("is the homeserver that a widget's address names, if the page has made no request to one", () => {
    const frames = [`${WIDGET}&baseUrl=https%3A%2F%2Fhs.example`];
    assert.deepEqual(foundIn(page({ frames })).homeservers, ["hs.example"]);
  });

  it("includes the server name's site if the page has read it, and the browser is asked for that", () => {
    const loaded = [REQUEST, "https://example.org/.well-known/matrix/client"];
    assert.deepEqual(foundIn(page({ loaded })).homeservers, ["hs.example:8448", "example.org"]);
  });

  it("includes no widget without a web address, and a limited number of others", () => {
    const many = Array.from({ length: 30 }, (_, at) => `https://w${at}.example/?widgetId=w`);
    assert.equal(foundIn(page({ frames: ["data:text/html,x?widgetId=w", ...many] })).widgets.length, 10);
  });

  for (const [title, name] of [
    ["Element", "Element"],
    ["Element [3] | Standup", "Element"],
    ["[12] Element | Standup", "Element"],
    ["Cinny", "Cinny"],
    ["Elementary particles", undefined],
    ["The Element", undefined],
    ["", undefined],
  ] as const)
    it(`is ${name ?? "no name"} for a Matrix client with the title “${title}”`, () => {
      assert.equal(foundIn(page({ title, loaded: [REQUEST] })).name, name);
    });

  it("is no name from the title of a page that is no Matrix client", () => {
    assert.equal(foundIn(page({ title: "Element" })).name, undefined);
  });

  it("is a client's name on its makers' host, and not on a host that only looks like that", () => {
    assert.equal(foundIn(page({ url: "https://app.element.io/#/home" })).name, "Element");
    assert.equal(foundIn(page({ url: "https://app.element.io.evil.example/" })).name, undefined);
    for (const host of ["constructor", "__proto__"])
      assert.equal(foundIn(page({ url: `http://${host}/` })).name, undefined);
  });
});
