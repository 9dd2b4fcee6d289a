import assert from "node:assert/strict";
import { LOOKING, SILENT, statusOf } from "../../../popup/status-words.ts";
import type { Diagnosis } from "../../../src/messaging/contract.ts";

const client = {
  site: "https://app.element.io/*",
  on: true,
  missing: ["https://matrix.org/*", "https://b.example/*"],
};
const DIAGNOSES: Diagnosis[] = [
  "no-page",
  "site-off",
  "homeserver-not-granted",
  "widget-not-granted",
  "no-session",
  "homeserver-unreachable",
  "homeserver-without-delayed-events",
  "ready",
];

describe("the words for a client's state", () => {
  it("say for every diagnosis what is so and what to do", () => {
    for (const diagnosis of DIAGNOSES) {
      const { headline, advice } = statusOf({ diagnosis, client });
      assert.ok(headline[0] && advice?.[0], diagnosis);
    }
  });

  it("are different for every diagnosis", () => {
    const headlines = DIAGNOSES.map((diagnosis) => statusOf({ diagnosis, client }).headline[0]);
    assert.equal(new Set(headlines).size, DIAGNOSES.length);
  });

  it("name the client's host where it matters", () => {
    assert.deepEqual(statusOf({ diagnosis: "site-off", client }).headline, ["siteOff", "app.element.io"]);
  });

  it("name every homeserver that is not granted", () => {
    const { advice } = statusOf({ diagnosis: "homeserver-not-granted", client });
    assert.deepEqual(advice, ["homeserverNotGrantedAdvice", "matrix.org, b.example"]);
  });

  it("call nothing good but a client that is ready", () => {
    const good = DIAGNOSES.filter((diagnosis) => statusOf({ diagnosis, client }).tone === "good");
    assert.deepEqual(good, ["ready"]);
    assert.notEqual(LOOKING.tone, "good");
    assert.notEqual(SILENT.tone, "good");
  });
});
