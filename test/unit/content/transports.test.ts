import assert from "node:assert/strict";
import { mock } from "node:test";
import { pass } from "./frames.ts";
import {
  aBackground,
  aRelay,
  DELAYED_SEND,
  GET_TRANSPORTS,
  OTHERS,
  REQUEST,
  SEND,
  TRANSPORT,
  VERSIONS,
} from "./relay.ts";

const OURS = "org.matrix.msc4515";
const READ = "org.matrix.msc4515.rtc_transports";
const WANTS = [...OTHERS, SEND, READ];
const TRANSPORTS = { rtc_transports: [TRANSPORT] };
const SCHEDULED = { room_id: "!r:x", delay_id: "delay 1" };
const NOT_ALLOWED = { error: { message: `Missing capability for ${SEND}` } };
const MISSING = { error: { message: "Missing capability" } };
const REFUSED = {
  error: {
    message: "Missing capability",
    matrix_api_error: {
      http_status: 403,
      http_headers: {},
      url: "",
      response: { errcode: "M_FORBIDDEN", error: "The user has refused this" },
    },
  },
};

const aCall = (scene: Parameters<typeof aRelay>[0] = {}) =>
  aRelay({ wants: WANTS, versions: { says: ["0.0.1"] }, ...scene });

describe("a call's requests to a host", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  const heardBy = ({ host }: ReturnType<typeof aRelay>, action: string) =>
    host.heard.filter((heard) => heard.action === action && !heard.response);

  describe("that does not list MSC4515", () => {
    it("are answered in the order of a call: versions, capabilities, transports", async () => {
      const relay = aCall();
      assert.deepEqual(await relay.ask(VERSIONS, {}), { supported_versions: ["0.0.1", OURS] });
      await relay.handshake(500);
      assert.deepEqual(
        [relay.hostIsAsked(), relay.widgetIsTold()],
        [[OTHERS], [{ requested: WANTS, approved: WANTS }]],
      );
      assert.deepEqual(await relay.ask(GET_TRANSPORTS, {}), TRANSPORTS);
      assert.deepEqual(heardBy(relay, GET_TRANSPORTS), []);
    });

    it("get the host's versions with ours first, however often it sends them", async () => {
      const [first, second] = await aCall({ versions: { says: ["0.0.1"], times: 2 } }).answers(VERSIONS, {});
      assert.deepEqual(first, { supported_versions: ["0.0.1", OURS] });
      assert.deepEqual(second, first);
    });

    it("get the versions as soon as the host sends them, whatever the background does", async () => {
      const asked: string[] = [];
      const relay = aCall({
        versions: { says: ["0.0.1"], after: 7_000 },
        between({ ask }) {
          asked.push(ask);
          return new Promise(() => {});
        },
      });
      assert.deepEqual(await relay.answers(VERSIONS, {}, 6_900), []);
      assert.deepEqual(await relay.answers(VERSIONS, {}, 7_200), [{ supported_versions: ["0.0.1", OURS] }]);
      assert.deepEqual(asked, []);
    });

    it("get no versions if the host never sends any", async () => {
      const relay = aCall({ versions: { says: [], times: 0 } });
      assert.deepEqual(await relay.answers(VERSIONS, {}, 12_000), []);
    });

    it("reach the host for transports before the capabilities are settled, and get its own answer", async () => {
      const relay = aCall();
      assert.deepEqual(await relay.ask(GET_TRANSPORTS, {}), {
        error: { message: `Unknown or unsupported action: ${GET_TRANSPORTS}` },
      });
      assert.equal(heardBy(relay, GET_TRANSPORTS).length, 1);
    });

    it("are left alone if the host's page was open before the script, and so are the capabilities", async () => {
      const relay = aCall({ hostIsLate: true });
      assert.deepEqual(await relay.answers(VERSIONS, {}), [{ supported_versions: ["0.0.1"] }]);
    });

    it("are left to it if the widget's frame has no script", async () => {
      const relay = aCall({ widgetHasScript: false });
      assert.deepEqual(await relay.answers(VERSIONS, {}), [{ supported_versions: ["0.0.1"] }]);
    });
  });

  for (const message of [
    {
      api: "toWidget",
      action: "notify_capabilities",
      requestId: "n",
      data: { requested: [READ], approved: [READ] },
    },
    { api: "fromWidget", action: VERSIONS, requestId: "v", response: { supported_versions: OURS } },
    { api: "fromWidget", action: VERSIONS, requestId: "v", data: {} },
    { api: "fromWidget", action: GET_TRANSPORTS, requestId: "g", response: { supported_versions: [OURS] } },
  ])
    it(`are not answered with a message that a page fabricates: ${message.action}, ${JSON.stringify(message.response)}`, async () => {
      const relay = aCall();
      relay.widget.say({ postdate: "versions", message });
      await pass(200);
      assert.deepEqual([relay.widget.heard, relay.host.heard], [[], []]);
    });

  describe("that lists MSC4515", () => {
    const native = { says: ["0.0.1", OURS] };

    it("are left to the host: it hears the capability and the request, and its answer stands", async () => {
      const relay = aCall({ versions: native });
      assert.deepEqual(await relay.answers(VERSIONS, {}), [{ supported_versions: native.says }]);
      await relay.handshake(500);
      assert.deepEqual(relay.hostIsAsked(), [[...OTHERS, READ]]);
      await relay.ask(GET_TRANSPORTS, {});
      assert.equal(heardBy(relay, GET_TRANSPORTS).length, 1);
    });
  });

  describe("that need the user's consent", () => {
    it("cause one question, and are refused before its answer", async () => {
      const background = aBackground({ asks: true });
      const relay = aCall({ background });
      await relay.handshake(500);
      const [question, ...more] = background.consent().questions();
      assert.deepEqual([question?.features, more], [["delayed-events", "rtc-transports"], []]);
      assert.deepEqual(await relay.ask(GET_TRANSPORTS, {}), MISSING);
      background.consent().answer(question?.id ?? "", "once");
      await pass(200);
      assert.deepEqual(relay.widgetIsTold(), [{ requested: WANTS, approved: WANTS }]);
      assert.deepEqual(await relay.ask(GET_TRANSPORTS, {}), TRANSPORTS);
      assert.deepEqual(await relay.ask("send_event", DELAYED_SEND), SCHEDULED);
    });

    for (const [first, second, gets, schedules] of [
      [[...OTHERS, SEND], READ, REFUSED, SCHEDULED],
      [[...OTHERS, READ], SEND, TRANSPORTS, NOT_ALLOWED],
    ] as const)
      it(`succeed as far as the user allowed: ${second}`, async () => {
        const background = aBackground({ asks: true });
        const relay = aCall({ background, wants: [...first] });
        const answer = async (said: "once" | "no") => {
          const [question] = background.consent().questions();
          background.consent().answer(question?.id ?? "", said);
          await pass(200);
        };
        await relay.handshake(500);
        await answer("once");
        await relay.ask(REQUEST, { capabilities: [second] });
        await pass(500);
        await answer("no");
        assert.deepEqual(relay.widgetIsTold().at(-1), { requested: [second], approved: [...first] });
        assert.deepEqual(await relay.ask(GET_TRANSPORTS, {}), gets);
        assert.deepEqual(await relay.ask("send_event", DELAYED_SEND), schedules);
      });
  });
});
