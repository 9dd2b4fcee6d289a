import assert from "node:assert/strict";
import { reportOf } from "../../../../popup/client/report.ts";
import { masked } from "../../../../popup/client/report-mask.ts";
import type { Phrase } from "../../../../src/browser/i18n.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { OVERVIEW } from "../a-popup.ts";
import { delayView } from "../delays/delay-view.ts";

/** A message as its key and gaps, without a language. */
const text = (...[key, ...gaps]: Phrase) => (key === "textLanguage" ? "en" : [key, ...gaps].join(" "));
const FROM = { version: "1.2.3", userAgent: "Mozilla/5.0 (X11) Gecko/20100101 Firefox/153.0", now: 10_000 };
const report = (over: Partial<Overview> = {}) => reportOf({ ...OVERVIEW, ...over }, FROM, text);

/** Secrets that must never appear, wherever they are. */
const SECRETS = {
  token: "syt_YWxpY2U_abcdefGHIJKLMnopq_1a2B3c",
  masToken: "mct_A1b2C3d4E5f6G7h8",
  delayId: "syd_QwErTyUiOpAsDfGhJk",
  otherDelayId: "0193f0a2-7b1c-7d2e-9f3a-4b5c6d7e8f90",
  user: "@alice.secretson:hs.example",
  room: "!AbCdEfGhIjKlMnOpQr:hs.example",
  roomOfVersion12: "!AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg",
  event: "$AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg",
  alias: "#secret-plans:hs.example",
  roomName: "The surprise party",
  content: "meet me at noon",
  type: "com.example.secret.type",
  stateKey: "a secret key",
};
const PLANTED = Object.values(SECRETS);
const ERROR = [
  `M_FORBIDDEN: ${SECRETS.user} is not in ${SECRETS.room}, ${SECRETS.roomOfVersion12} or ${SECRETS.alias}`,
  `token ${SECRETS.token} (${SECRETS.masToken}) of https://hs.example/x?access_token=${SECRETS.token}`,
  `delay ${SECRETS.delayId} ${SECRETS.otherDelayId} ${SECRETS.event} “${SECRETS.content}” "${SECRETS.roomName}"`,
];

describe("the report that the popup copies", () => {
  it("contains no secret, wherever the test plants one", () => {
    const site = "https://chat.example/*";
    for (const error of ERROR) {
      const delay = delayView({
        state: "refused",
        error,
        type: SECRETS.type,
        stateKey: SECRETS.stateKey,
        userId: SECRETS.user,
        maskedDelayId: SECRETS.delayId,
        room: { id: SECRETS.room, name: SECRETS.roomName },
        blocker: "no-power",
        widget: { id: `id ${SECRETS.token}`, origin: "https://call.example" },
      });
      // No view has a content; if one ever did, the report must not.
      Object.assign(delay, { content: { body: SECRETS.content } });
      const said = report({
        account: { userId: SECRETS.user, homeserver: "https://hs.example" },
        client: { site, on: true, missing: ["https://call.example/*"] },
        found: { origin: "https://chat.example", homeservers: ["hs.example"], widgets: [] },
        widgets: [{ widget: `https://call.example/${SECRETS.token}`, state: "failed", at: 1, error }],
        shortage: { of: "widget", client: SECRETS.token, widget: SECRETS.token },
        delays: [delay],
        refused: [
          { partition: "p", client: SECRETS.token, widget: SECRETS.token, features: ["delayed-events"] },
        ],
      });
      for (const secret of PLANTED) assert.ok(!said.includes(secret), `${secret} in:\n${said}`);
      assert.ok(!said.includes("secret"), said);
    }
  });

  it("would show a secret that is not masked, so the test notices", () => {
    const said = report({ found: { origin: "https://secret.example", homeservers: [], widgets: [] } });
    assert.match(said, /secret/);
  });

  it("names version, browser, status, hosts, widgets and how many delays there are", () => {
    const said = report({
      account: { userId: "@a:x", homeserver: "https://hs.example" },
      client: { site: "https://chat.example/*", on: true, missing: ["https://w.example/*"] },
      found: { name: "Element", origin: "https://chat.example", homeservers: [], widgets: [] },
      widgets: [{ widget: "https://call.example/room", state: "protected", at: 8_000, took: 14 }],
      server: { longest: 86_400_000, generation: "early" },
      delays: [delayView({ id: "1" }), delayView({ id: "2" }), delayView({ id: "3", state: "sent" })],
    });
    for (const part of [
      "reportTitle 1.2.3 Firefox 153.0",
      "(ready)",
      "foundNamed Element chat.example",
      "reportHomeserver hs.example; serverLongest 86400 s; serverEarly",
      "reportMissing w.example",
      "reportWidget call.example: lineProtectedIn 2 s 14 (protected)",
      "reportDelays pending 2, sent 1",
    ])
      assert.ok(said.includes(part), `${part} not in:\n${said}`);
  });

  it("is in the requested language, without words of its own", () => {
    const german = reportOf({ ...OVERVIEW, diagnosis: "no-page" }, FROM, (...[key]) =>
      key === "textLanguage" ? "de" : "Wort",
    );
    assert.deepEqual([...new Set(german.trim().split("\n"))], ["Wort"]);
  });

  it("keeps plain words of an error, and cuts a long one", () => {
    assert.equal(masked("Too Many Requests"), "Too Many Requests");
    assert.equal(masked("M_LIMIT_EXCEEDED"), "M_LIMIT_EXCEEDED");
    assert.ok(masked("so many words ".repeat(999)).length <= 200);
  });
});
