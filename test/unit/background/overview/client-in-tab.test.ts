import assert from "node:assert/strict";
import { createClientInTab, type SeenPage } from "../../../../src/background/overview/client-in-tab.ts";

const PORTAL = "https://portal.example/work";
const CLIENT = "https://client.example/app#/room";
const ADS = "https://ads.example/";
const WIDGET = "https://call.example/?widgetId=w";
const REQUEST = "https://hs.example/_matrix/client/v3/sync";

const aPage = (url: string, over: Partial<SeenPage> = {}): SeenPage => ({
  url,
  loaded: [],
  frames: [],
  hasScripts: true,
  ...over,
});

/** @returns the URL of the page that counts as the client in a tab */
async function clientIn(
  top: SeenPage,
  {
    framed = [],
    shown = [],
    on = [],
    loggedIn = [],
  }: { framed?: SeenPage[]; shown?: string[]; on?: string[]; loggedIn?: string[] },
): Promise<string | undefined> {
  const isAmong = (urls: string[], origin: string) => urls.some((url) => new URL(url).origin === origin);
  const { find } = createClientInTab({
    sites: { isOn: async (origin: string) => isAmong(on, origin) } as never,
    sessions: {
      known: async (_: string, origin: string) => (isAmong(loggedIn, origin) ? [{}] : []),
    } as never,
  });
  const { url, ...facts } = top;
  return (await find({ url, partition: "default" }, { ...facts, framed, shown }))?.url;
}
const portal = aPage(PORTAL);

describe("the client in a tab", () => {
  it("is its own page if nothing else is in it", async () => {
    assert.equal(await clientIn(aPage(CLIENT), { on: [CLIENT] }), CLIENT);
    assert.equal(await clientIn(aPage(CLIENT), {}), CLIENT);
  });

  for (const [how, top] of [
    ["has made a request to a homeserver", aPage(CLIENT, { loaded: [REQUEST] })],
    ["has widgets", aPage(CLIENT, { frames: [WIDGET] })],
  ] as const)
    it(`is its own page if that ${how}, whatever is in its frames`, async () => {
      const framed = [aPage(ADS, { loaded: [REQUEST] })];
      assert.equal(await clientIn(top, { framed, shown: [ADS], on: [ADS], loggedIn: [ADS] }), CLIENT);
    });

  it("is its own page if that is logged in through a worker", async () => {
    const all = [CLIENT, ADS];
    assert.equal(await clientIn(aPage(CLIENT), { framed: [aPage(ADS)], on: all, loggedIn: all }), CLIENT);
  });

  it("is the page in a portal's frame that is logged in or has made requests, whether the portal's site is on or not", async () => {
    const speaking = { framed: [aPage(ADS), aPage(CLIENT, { loaded: [REQUEST] })], on: [ADS, CLIENT] };
    assert.equal(await clientIn(portal, speaking), CLIENT);
    const framed = [aPage(ADS), aPage(CLIENT)];
    for (const more of [[], [PORTAL]])
      assert.equal(
        await clientIn(portal, { framed, on: [ADS, CLIENT, ...more], loggedIn: [CLIENT] }),
        CLIENT,
      );
  });

  it("is found on another port of the portal's own host", async () => {
    const other = "https://portal.example:8443/";
    assert.equal(
      await clientIn(portal, { framed: [aPage(other)], on: [PORTAL, other], loggedIn: [other] }),
      other,
    );
  });

  it("is the portal's frame whose site is on, before anybody has logged in there", async () => {
    assert.equal(await clientIn(portal, { framed: [aPage(CLIENT)], on: [CLIENT] }), CLIENT);
    assert.equal(await clientIn(portal, { framed: [aPage(CLIENT)], on: [CLIENT, PORTAL] }), PORTAL);
  });

  it("is the largest frame of another site if the extension may not see into the frames", async () => {
    assert.equal(await clientIn(portal, { shown: ["about:blank", `${PORTAL}/menu`, CLIENT, ADS] }), CLIENT);
  });

  it("is never a widget, and never in a portal that is on and shows no client", async () => {
    assert.equal(await clientIn(portal, { framed: [aPage(WIDGET)], shown: [WIDGET], on: [WIDGET] }), PORTAL);
    assert.equal(await clientIn(portal, { shown: [ADS], on: [PORTAL] }), PORTAL);
  });

  it("is nowhere in a tab without a web page", async () => {
    assert.equal(await clientIn(aPage("about:blank"), { shown: [ADS] }), undefined);
  });
});
