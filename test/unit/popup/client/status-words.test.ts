import assert from "node:assert/strict";
import { helpAnchorOf, LOOKING, SILENT, statusOf } from "../../../../popup/client/status-words.ts";
import { waysToUpdate } from "../../../../src/background/homeserver/dialect.ts";
import type { Shortage } from "../../../../src/messaging/views/delays.ts";
import { DIAGNOSES } from "./diagnoses.ts";

const client = {
  site: "https://app.element.io/*",
  on: true,
  missing: ["https://matrix.org/*", "https://b.example/*"],
};
describe("the words for a client's state", () => {
  it("say for every diagnosis what is wrong and what to do", () => {
    for (const diagnosis of DIAGNOSES) {
      const { headline, advice } = statusOf({ diagnosis, client });
      assert.ok(headline[0] && advice?.[0], diagnosis);
    }
  });

  it("are different for every diagnosis", () => {
    const headlines = DIAGNOSES.map((diagnosis) => statusOf({ diagnosis, client }).headline[0]);
    assert.equal(new Set(headlines).size, DIAGNOSES.length);
  });

  it("name the client's host if it matters", () => {
    assert.deepEqual(statusOf({ diagnosis: "site-off", client }).headline, ["siteOff", "app.element.io"]);
  });

  it("name the paths to route if restarts are lost", () => {
    const [key, paths] = statusOf({ diagnosis: "restarts-lost", client }).advice ?? [];
    assert.equal(key, "restartsLostAdvice");
    for (const { options } of waysToUpdate("d", "restart"))
      assert.ok(paths?.includes(`${options.prefix}/delayed_events`));
  });

  it("say that the client in a portal's frame is off", () => {
    const within = { ...client, within: "https://portal.example/*" };
    assert.deepEqual(statusOf({ diagnosis: "site-off", client: within }).advice, [
      "siteOffWithinAdvice",
      "app.element.io",
    ]);
    assert.deepEqual(statusOf({ diagnosis: "site-off", client }).advice, ["siteOffAdvice"]);
  });

  it("say that the browser's permission alone switches nothing on, if it is already granted", () => {
    const { headline, advice } = statusOf({ diagnosis: "site-off", client: { ...client, permitted: true } });
    assert.deepEqual(headline, ["siteOff", "app.element.io"]);
    assert.deepEqual(advice, ["siteOffPermittedAdvice", "app.element.io"]);
  });

  it("name every homeserver without a grant", () => {
    const { advice } = statusOf({ diagnosis: "homeserver-not-granted", client });
    assert.deepEqual(advice, ["homeserverNotGrantedAdvice", "matrix.org, b.example"]);
  });

  it("name every widget's site without a grant", () => {
    const { advice } = statusOf({ diagnosis: "widget-not-granted", client });
    assert.deepEqual(advice, ["widgetNotGrantedAdvice", "matrix.org, b.example"]);
  });

  it("name the website at a server's name without a grant", () => {
    const { advice } = statusOf({ diagnosis: "server-not-granted", client });
    assert.deepEqual(advice, ["serverNotGrantedAdvice", "matrix.org, b.example"]);
  });

  for (const [diagnosis, tone, headline] of [
    ["homeserver-unreachable", "bad", "homeserverUnreachable"],
    ["homeserver-without-delayed-events", "bad", "homeserverWithoutDelayedEvents"],
    ["homeserver-sends-at-once", "bad", "homeserverSendsAtOnce"],
    ["restarts-limited", "attention", "restartsLimited"],
  ] as const)
    it(`call ${diagnosis} by its name`, () => {
      const words = statusOf({ diagnosis, client });
      assert.deepEqual([words.tone, words.headline, words.advice], [tone, [headline], [`${headline}Advice`]]);
    });

  it("have a good tone only for a ready client", () => {
    const good = DIAGNOSES.filter((diagnosis) => statusOf({ diagnosis, client }).tone === "good");
    assert.deepEqual(good, ["ready"]);
    assert.notEqual(LOOKING.tone, "good");
    assert.notEqual(SILENT.tone, "good");
  });

  it("are not ready if there is no space for any widget, but are if only one widget has none", () => {
    const shortages: Shortage[] = [
      { of: "storage" },
      { of: "all" },
      { of: "client", client: "https://client.example" },
    ];
    assert.deepEqual(
      shortages.map((shortage) => statusOf({ diagnosis: "ready", shortage }).headline),
      [["storageFull"], ["tooMuchPending"], ["ready", ""]],
    );
  });

  it("lead to the matching help: on a shortage only if that is the headline", () => {
    assert.equal(helpAnchorOf({ diagnosis: "ready", shortage: { of: "storage" } }), "no-space");
    const ofOne: Shortage = { of: "client", client: "https://client.example" };
    assert.equal(helpAnchorOf({ diagnosis: "ready", shortage: ofOne }), "ready");
    assert.equal(helpAnchorOf({ diagnosis: "ready", server: { fits: false } }), "restarts-limited");
    assert.equal(helpAnchorOf({ diagnosis: "no-session", shortage: { of: "storage" } }), "no-session");
  });

  it("name any other problem before a shortage", () => {
    const { headline } = statusOf({ diagnosis: "no-session", shortage: { of: "storage" } });
    assert.deepEqual(headline, ["noSession"]);
  });
});
