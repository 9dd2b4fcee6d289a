import assert from "node:assert/strict";
import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createDiagnosis } from "../../../../src/background/overview/diagnosis.ts";
import type { Sighting } from "../../../../src/background/sessions/sightings.ts";

const HOMESERVER = "https://hs.example";
const session = {
  baseUrl: HOMESERVER,
  account: { userId: "@alice:x" },
  homeserver: { unreadSite: (): string | undefined => undefined },
};
const page = { url: "https://client.example/#/room", partition: "default" };

/** A diagnosis in which only these parts are wrong. `asked` counts the requests to the homeserver. */
function diagnosing(
  wrong: {
    off?: boolean;
    hasScripts?: boolean;
    sessions?: () => Promise<object[]>;
    candidates?: () => Promise<object[]>;
    loaded?: string[];
    frames?: string[];
    sighting?: Sighting;
    granted?: string[];
    sendsAtOnce?: boolean;
    canSchedule?: () => Promise<boolean>;
    restartsLost?: boolean;
    preset?: boolean;
    isPartial?: true;
  } = {},
) {
  const now = () => 0;
  const { loaded = [], frames = [], granted = [], hasScripts = true } = wrong;
  const { canSchedule = async () => true } = wrong;
  const { ofTab } = createDiagnosis({
    sites: { isOn: async () => !wrong.off, isPreset: async () => wrong.preset ?? false } as never,
    sessions: {
      known: wrong.sessions ?? (async () => [session]),
      candidates: wrong.candidates ?? (async () => [session]),
    } as never,
    support: {
      sendsAtOnce: async () => wrong.sendsAtOnce ?? false,
      canSchedule,
    } as never,
    restarts: { getThrough: async () => !wrong.restartsLost },
    sightings: { reasonFor: async () => wrong.sighting } as never,
    limits: createRateLimit(now),
    browser: {
      pageFacts: async () => ({
        loaded,
        frames,
        shown: frames,
        framed: [],
        hasScripts,
        ...(wrong.isPartial && { isPartial: true as const }),
      }),
      granted: async (patterns) => patterns.filter((pattern) => granted.includes(pattern)),
    },
    now,
  });
  return {
    diagnosis: async (partition = "default") => (await ofTab(1, { ...page, partition })).diagnosis,
    ofTab,
  };
}

const REQUEST = `${HOMESERVER}/_matrix/client/v3/sync`;
const SITE = "https://x.example/.well-known/matrix/client";
const looksInVain = async () => [{ ...session, homeserver: { unreadSite: () => SITE } }];
const WIDGET = "https://call.example/?widgetId=w&parentUrl=https%3A%2F%2Fclient.example";
const GOMUKS = "https://client.example/_gomuks/media/x/y";
const GRANTED = { granted: [`${HOMESERVER}/*`, "https://call.example/*"] };
const none = async () => [];
const down = () => Promise.reject(new Error("down"));
const elsewhere = () => Promise.reject(new HTTPError("Redirected", 302));

describe("a diagnosis", () => {
  it("says whether the browser permits a site that is off, and says nothing of a site that is on", async () => {
    const granted = ["https://client.example/*"];
    const permitted = async (wrong: Parameters<typeof diagnosing>[0]) =>
      (await diagnosing(wrong).ofTab(1, page)).client?.permitted;
    assert.equal(await permitted({ off: true, granted }), true);
    assert.equal(await permitted({ off: true }), undefined);
    assert.equal(await permitted({ granted }), undefined);
  });

  it("says that an administrator has switched a site on, once the browser permits the site", async () => {
    const preset = async (wrong: Parameters<typeof diagnosing>[0]) =>
      (await diagnosing(wrong).ofTab(1, page)).client?.preset;
    assert.equal(await preset({ preset: true }), true);
    assert.equal(await preset({ preset: true, off: true }), undefined);
    assert.equal(await preset({}), undefined);
  });

  it("is ready if nothing is wrong, and names the account", async () => {
    const { page: _, session: __, ...said } = await diagnosing().ofTab(1, page);
    assert.deepEqual(said, {
      diagnosis: "ready",
      client: { site: "https://client.example/*", on: true, missing: [] },
      account: { userId: "@alice:x", homeserver: HOMESERVER },
    });
  });

  it("says whether a frame of the tab has not loaded", async () => {
    assert.equal((await diagnosing({ isPartial: true }).ofTab(1, page)).isPartial, true);
    assert.equal((await diagnosing().ofTab(1, page)).isPartial, undefined);
  });

  it("is no-page without a tab or on one of the browser's own pages", async () => {
    const { ofTab } = diagnosing();
    assert.equal((await ofTab(undefined, page)).diagnosis, "no-page");
    assert.equal((await ofTab(1, undefined)).diagnosis, "no-page");
    assert.equal((await ofTab(1, { ...page, url: "about:addons" })).diagnosis, "no-page");
  });

  for (const [diagnosis, where, wrong] of [
    ["site-off", "nobody has switched the site on", { off: true }],
    ["reload-needed", "the page was open before the content scripts", { hasScripts: false }],
    [
      "site-off",
      "the page was open before the content scripts, and the site is off too",
      { hasScripts: false, off: true },
    ],
    ["no-session", "no request with a token was seen", { sessions: async () => [] }],
    [
      "homeserver-not-granted",
      "the page talks to a homeserver without a grant",
      { sessions: async () => [], loaded: [REQUEST] },
    ],
    [
      "homeserver-not-granted",
      "its media come from a homeserver without a grant",
      { sessions: none, loaded: [`${HOMESERVER}/_matrix/media/v3/thumbnail/x/y`] },
    ],
    [
      "homeserver-not-granted",
      "a widget's address names a homeserver without a grant",
      { sessions: none, frames: [`${WIDGET}#?baseUrl=${HOMESERVER}`], granted: ["https://call.example/*"] },
    ],
    [
      "session-not-yet",
      "the page made requests before anybody listened",
      { ...GRANTED, sessions: none, loaded: [REQUEST] },
    ],
    [
      "no-session",
      "the page has made only requests that need no login",
      { ...GRANTED, sessions: none, loaded: [`${HOMESERVER}/_matrix/client/versions`] },
    ],
    [
      "session-out-of-sight",
      "it has widgets and makes no request",
      { ...GRANTED, sessions: none, frames: [WIDGET] },
    ],
    [
      "private-windows-open",
      "a worker's window is not clear",
      { sessions: none, sighting: "partition-unknown" },
    ],
    ["ready", "a worker's window was not clear, and now it is", { sighting: "partition-unknown" }],
    ["session-elsewhere", "its requests have no token", { sessions: none, sighting: "session-elsewhere" }],
    ["ready", "only some of its requests have no token", { sighting: "session-elsewhere" }],
    ["session-elsewhere", "it is gomuks", { sessions: none, loaded: [GOMUKS] }],
    [
      "session-elsewhere",
      "it is gomuks, switched on or not",
      { off: true, sessions: none, loaded: [GOMUKS] },
    ],
    [
      "no-session",
      "it shows an avatar from a gomuks",
      { sessions: none, loaded: [GOMUKS.replace("client", "other")] },
    ],
    ["session-elsewhere", "a reload cannot help it", { hasScripts: false, sessions: none, loaded: [GOMUKS] }],
    ["site-off", "its requests had no token while it was on", { off: true, sighting: "session-elsewhere" }],
    ["account-not-clear", "two homeservers claim the user", { candidates: async () => [] }],
    [
      "homeserver-unreachable",
      "another homeserver may claim the user, and does not answer",
      { candidates: down },
    ],
    ["homeserver-unreachable", "it does not say whose token it is", { sessions: down }],
    ["homeserver-unreachable", "it does not say what it supports", { canSchedule: down }],
    ["homeserver-behind-page", "a login page answers whose token it is", { sessions: elsewhere }],
    ["homeserver-behind-page", "a login page answers who claims the user", { candidates: elsewhere }],
    ["homeserver-behind-page", "a login page answers what it supports", { canSchedule: elsewhere }],
    ["restarts-lost", "it schedules, and restarts do not get through", { restartsLost: true }],
    [
      "homeserver-without-delayed-events",
      "it schedules nothing, and restarts do not get through",
      { canSchedule: async () => false, restartsLost: true },
    ],
    ["homeserver-without-delayed-events", "it says that it has none", { canSchedule: async () => false }],
    ["homeserver-sends-at-once", "it has sent an event at once, whatever it claims", { sendsAtOnce: true }],
    ["widget-not-granted", "only a widget's site is missing a grant", { frames: [WIDGET] }],
    [
      "server-not-granted",
      "a call looked in vain for its server on a site without a grant",
      { sessions: looksInVain },
    ],
    [
      "ready",
      "that site has a grant and did not answer",
      { sessions: looksInVain, granted: ["https://x.example/*"] },
    ],
    ["ready", "no call has asked, and the client has read that site", { loaded: [SITE] }],
  ] as const)
    it(`is ${diagnosis} if ${where}`, async () => {
      assert.equal(await diagnosing(wrong as object).diagnosis(), diagnosis);
    });

  it("asks for the server's own site, together with the others, if the client reads it", async () => {
    const { ofTab } = diagnosing({ off: true, loaded: [REQUEST, SITE, SITE] });
    assert.deepEqual((await ofTab(1, page)).client?.missing, [`${HOMESERVER}/*`, "https://x.example/*"]);
  });

  it("asks for no more sites than the popup names, however many a page makes requests to", async () => {
    const many = (path: string) => Array.from({ length: 60 }, (_, at) => `https://h${at}.example${path}`);
    const frames = many("/?widgetId=w");
    const { ofTab } = diagnosing({ off: true, loaded: [...many("/_matrix/client/versions")], frames });
    assert.equal((await ofTab(1, page)).client?.missing.length, 10);
    const { ofTab: granted } = diagnosing({ frames, granted: many("/*").slice(0, 50) });
    assert.equal((await granted(1, page)).client?.missing[0], "https://h50.example/*");
  });

  it("asks for the server's site if a call has looked in vain there", async () => {
    const { client } = await diagnosing({ sessions: looksInVain }).ofTab(1, page);
    assert.deepEqual(client?.missing, ["https://x.example/*"]);
  });

  it("says in a private window that a client whose requests come from a worker cannot be helped there", async () => {
    const { diagnosis } = diagnosing({ sessions: none, sighting: "partition-unknown" });
    assert.equal(await diagnosis("private"), "not-in-private-windows");
  });

  it("does not ask for a homeserver or widget that has a grant", async () => {
    const granted = [`${HOMESERVER}/*`, "https://call.example/*"];
    assert.equal(await diagnosing({ loaded: [REQUEST], frames: [WIDGET], granted }).diagnosis(), "ready");
  });
});
