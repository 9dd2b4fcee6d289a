// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { fakeBrowser } from "@webext-core/fake-browser";
import type { SeenRequest } from "../../../src/background/sessions/seen-request.ts";
import { watchHomeserverRequests } from "../../../src/browser/web-request.ts";

const OWN = fakeBrowser.runtime.getURL("");
const ADDRESS = "https://hs.example/_matrix/client/v3/sync";
const AUTHORIZATION = { name: "Authorization", value: "Bearer t1" };

/** A client page's request, as Chromium describes it. */
const request = {
  url: ADDRESS,
  type: "xmlhttprequest",
  tabId: 1,
  initiator: "https://client.example",
  requestHeaders: [{ name: "Accept", value: "*/*" }, AUTHORIZATION],
};

/** @returns what is learned from requests that the browser sends */
async function seen(...requests: object[]): Promise<SeenRequest[]> {
  return seenBeside([{}], ...requests);
}

/** @returns what is learned from requests while these windows are open */
async function seenBeside(windows: object[], ...requests: object[]): Promise<SeenRequest[]> {
  const learned: SeenRequest[] = [];
  const listeners: ((details: { type?: string }) => void)[] = [];
  Object.assign(fakeBrowser.webRequest, {
    onSendHeaders: {
      addListener: (listener: (details: object) => void, { types }: { types?: string[] }) =>
        listeners.push((details) => (!types || types.includes(details.type ?? "")) && listener(details)),
    },
  });
  Object.assign(fakeBrowser.permissions, {
    getAll: async () => ({ origins: ["https://client.example/*"] }),
    onAdded: { addListener() {} },
  });
  Object.assign(fakeBrowser.tabs, {
    async get(tabId: number) {
      if (tabId > 2) throw new Error("No such tab");
      return { incognito: tabId === 2 };
    },
  });
  Object.assign(fakeBrowser.windows, { getAll: async () => windows });
  watchHomeserverRequests((each) => learned.push(each));
  for (const details of requests) for (const listener of listeners) listener(details);
  await turn();
  return learned;
}
const learned = {
  partition: "default",
  origin: "https://client.example",
  url: ADDRESS,
  authorization: "Bearer t1",
};

describe("a request to a homeserver", () => {
  it("shows a session of the page that made it", async () => {
    assert.deepEqual(await seen(request), [learned]);
  });

  it("shows a session in Firefox too, which names the page's address", async () => {
    const { initiator: _, ...rest } = request;
    const originUrl = "https://client.example/app?x#/room";
    assert.deepEqual(await seen({ ...rest, originUrl, cookieStoreId: "firefox-default" }), [learned]);
  });

  it("shows no other page's session, whatever its headers and its tab's page say", async () => {
    const forged = {
      ...request,
      initiator: "https://other.example",
      documentUrl: "https://client.example/",
      requestHeaders: [
        AUTHORIZATION,
        { name: "Origin", value: "https://client.example" },
        { name: "Referer", value: "https://client.example/" },
      ],
    };
    assert.deepEqual(await seen(forged), [{ ...learned, origin: "https://other.example" }]);
  });

  it("shows a session of the partition that its tab is in", async () => {
    const container = { ...request, cookieStoreId: "firefox-container-2" };
    const partitions = (await seen({ ...request, tabId: 2 }, container)).map(({ partition }) => partition);
    assert.deepEqual(partitions.sort(), ["firefox-container-2", "private"]);
  });

  for (const [what, change] of [
    ["it is only a CORS preflight", { method: "OPTIONS", requestHeaders: [] }],
    ["it is the extension's own", { initiator: OWN.slice(0, -1) }],
    ["the browser does not say which page made it", { initiator: undefined }],
    ["the page that made it has no origin", { initiator: "null" }],
    ["its tab is gone, so its partition is unknown", { tabId: 3 }],
    ["it loads a frame, which the widget in it may have redirected", { type: "sub_frame" }],
    ["it follows a link, which somebody in the room may have posted", { type: "main_frame" }],
    ["it loads an image", { type: "image" }],
  ] as const)
    it(`shows nothing if ${what}`, async () => {
      assert.deepEqual(await seen({ ...request, ...change }), []);
    });

  it("includes its address, in which older clients have their token", async () => {
    const { authorization: _, ...rest } = learned;
    assert.deepEqual(await seen({ ...request, requestHeaders: [] }), [rest]);
  });

  describe("of a worker, which belongs to no tab,", () => {
    const ofWorker = { ...request, tabId: -1 };
    const { partition: _, ...unplaced } = learned;

    it("shows a session in ordinary windows while there are no private ones", async () => {
      assert.deepEqual(await seen(ofWorker), [learned]);
    });

    it("shows no partition's session while there is a private window", async () => {
      assert.deepEqual(await seenBeside([{ incognito: false }, { incognito: true }], ofWorker), [unplaced]);
    });

    it("shows a session of the partition that Firefox tells, whatever windows there are", async () => {
      const { initiator: _, ...rest } = ofWorker;
      const inFirefox = { ...rest, originUrl: "https://client.example/worker.js" };
      const stores = ["firefox-default", "firefox-container-2", "firefox-private"];
      const requests = stores.map((cookieStoreId) => ({ ...inFirefox, cookieStoreId }));
      const partitions = (await seenBeside([{ incognito: true }], ...requests)).map(
        ({ partition }) => partition,
      );
      assert.deepEqual(partitions.sort(), ["default", "firefox-container-2", "private"]);
    });
  });

  it("is listened for again when the first site is granted, but not when notifications are", async () => {
    const origins: string[] = [];
    const registered: string[] = [];
    let granted = async () => {};
    Object.assign(fakeBrowser.webRequest, {
      onSendHeaders: {
        addListener: () => registered.push("added"),
        removeListener: () => registered.push("removed"),
      },
    });
    Object.assign(fakeBrowser.permissions, {
      getAll: async () => ({ origins: [...origins] }),
      onAdded: {
        addListener(listener: () => Promise<void>) {
          granted = listener;
        },
      },
    });
    watchHomeserverRequests(() => {});
    await granted();
    assert.deepEqual(registered, ["added"]);
    origins.push("https://client.example/*");
    await granted();
    assert.deepEqual(registered, ["added", "removed", "added"]);
    await granted();
    assert.equal(registered.length, 3);
  });
});
