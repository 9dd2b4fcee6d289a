import assert from "node:assert/strict";
import type { Fault, ProxiedRequest } from "../environment/homeserver/fault-proxy.ts";
import { runningTime } from "../environment/running-time.ts";
import { until } from "../environment/until.ts";
import { aProxiedBackground, state } from "./a-proxied-background.ts";

const html = { "content-type": "text/html" };
/** Answers instead of those of a server that knows delayed events. */
const OTHERS: Record<string, Fault> = {
  "a server without delayed events": {
    kind: "answer",
    status: 404,
    body: { errcode: "M_UNRECOGNIZED", error: "No" },
  },
  "the client's own page": { kind: "answer", status: 200, headers: html, body: "<title>Client</title>" },
  "an API gateway": { kind: "answer", status: 404, body: { message: "no Route matched with those values" } },
  nginx: { kind: "answer", status: 404, headers: html, body: "<h1>404 Not Found</h1>" },
};
const isOfDelays = ({ path }: ProxiedRequest) => path.includes("/delayed_events");
const failed = { error: { message: "Error sending event" } };

describe("a homeserver whose proxy routes restarts elsewhere", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  /** The badge is drawn after a restart is answered. */
  const untilBadge = (trouble: string) =>
    until(`the badge says ${trouble}`, async () => given.background.given.badges.at(-1) === trouble);

  for (const [who, fault] of Object.entries(OTHERS)) {
    it(`gets no event, because no restart would reach it, and the popup says why: ${who}`, async () => {
      given.proxy.inject(isOfDelays, fault);
      assert.deepEqual(await given.send(state), failed);
      assert.deepEqual(await given.pending(), []);
      const { diagnosis, delays } = await given.background.overview();
      assert.deepEqual([diagnosis, delays], ["restarts-lost", []]);
    });

    it(`is noticed later, and the popup and the badge say so until a restart gets through: ${who}`, async () => {
      const delay_id = await given.scheduled();
      const heal = given.proxy.inject(isOfDelays, fault);
      assert.deepEqual(await given.update(delay_id, "restart"), {
        error: { message: "Error updating delayed event" },
      });
      assert.deepEqual(await given.pending(), [delay_id]);
      const { unheld, state: is } = await given.view();
      assert.deepEqual([unheld, is], [true, "pending"]);
      assert.equal((await given.background.overview()).diagnosis, "restarts-lost");
      await untilBadge("badgeUnheld");
      heal();
      assert.deepEqual(await given.update(delay_id, "restart"), {});
      assert.equal((await given.view()).unheld, undefined);
      await untilBadge("none");
    });

    it(`still gets restarts in time if one of two servers knows them: ${who}`, async () => {
      const delay_id = await given.scheduled();
      await given.update(delay_id, "restart");
      let turn = 0;
      given.proxy.inject((request) => isOfDelays(request) && turn++ % 2 === 0, fault);
      for (let times = 0; times < 3; times += 1) {
        const ms = runningTime();
        assert.deepEqual(await given.update(delay_id, "restart"), {});
        assert.ok(ms() < 1_900, `${ms()} ms`);
      }
      assert.equal((await given.view()).unheld, undefined);
    });
  }

  it("is checked before the first event with one request, and not again by the next worker", async () => {
    await given.send(state);
    const questions = () => given.proxy.requests.filter(({ path }) => path.includes("/postdate_"));
    assert.equal(questions().length, 1);
    given.background.restart();
    await given.send({ ...state, state_key: "again" });
    assert.equal(questions().length, 1);
  });
});

describe("a login page in front of a homeserver", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());
  const PAGES: Record<string, Fault> = {
    "with 200": { kind: "answer", status: 200, headers: html, body: "<title>Sign in</title>" },
    "in JSON, as for programs": { kind: "answer", status: 401, body: { error: "unauthorized" } },
    "with a redirect": { kind: "answer", status: 302, headers: { location: "https://sso.example/" } },
  };

  for (const [how, page] of Object.entries(PAGES))
    for (const isKnown of [false, true])
      it(`does not count as silence: ${how}, ${isKnown ? "after" : "before"} the account was known`, async () => {
        if (isKnown) assert.equal((await given.background.overview()).diagnosis, "ready");
        if (isKnown) given.background.restart();
        given.proxy.inject({}, page);
        assert.equal((await given.background.overview()).diagnosis, "homeserver-behind-page");
        assert.equal((await given.send(state))?.delay_id, undefined);
        given.proxy.clear();
        assert.deepEqual(await given.pending(), []);
      });

  it("differs from a homeserver that is down", async () => {
    given.proxy.inject({}, { kind: "reset-before" });
    assert.equal((await given.background.overview()).diagnosis, "homeserver-unreachable");
  });
});
