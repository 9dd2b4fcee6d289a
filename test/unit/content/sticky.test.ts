import assert from "node:assert/strict";
import { mock } from "node:test";
import { pass } from "./frames.ts";
import {
  aBackground,
  aRelay,
  OTHERS,
  RECEIVE_STICKY,
  REQUEST,
  SEND,
  SEND_MESSAGE,
  SEND_STICKY,
  STICKY_SEND,
  UPDATE,
} from "./relay.ts";

const BASE = [...OTHERS, SEND_MESSAGE];
const WANTS = [...BASE, SEND_STICKY, RECEIVE_STICKY];
const BOTH = [...WANTS, SEND, UPDATE];
const DELAYED_STICKY = { ...STICKY_SEND, delay: 8_000 };
const SENT = { room_id: "!r:x", event_id: "$sticky 1" };
const SCHEDULED = { room_id: "!r:x", delay_id: "delay 1" };
const missing = (capability: string) => ({ error: { message: `Missing capability for ${capability}` } });
const FAILED = { error: { message: "Error sending event" } };

const aRoom = (scene: Parameters<typeof aRelay>[0] = {}) => aRelay({ wants: WANTS, ...scene });
type Relay = ReturnType<typeof aRelay>;
/** The widget's events that its host heard, without the probes. */
const heardBy = ({ host }: Relay) =>
  host.heard.filter(
    ({ action, data }) => action === "send_event" && String((data as { type?: string }).type).length < 256,
  );

describe("a widget's sticky events", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  describe("at a host that does not know them", () => {
    it("are sent by Postdate, because the host would send ordinary ones", async () => {
      const relay = aRoom();
      await relay.handshake(500);
      assert.deepEqual(relay.hostIsAsked(), [BASE]);
      assert.deepEqual(await relay.ask("send_event", STICKY_SEND), SENT);
      assert.deepEqual(heardBy(relay), []);
      const { type, content, room_id: roomId } = STICKY_SEND;
      assert.deepEqual(relay.background.stickies, [{ type, content, roomId, stickyDuration: 60_000 }]);
    });

    it("can be sent but not received, and the widget is told so", async () => {
      const relay = aRoom();
      await relay.handshake(500);
      assert.deepEqual(relay.widgetIsTold(), [{ requested: WANTS, approved: [...BASE, SEND_STICKY] }]);
    });

    it("cause no question to the user if the widget only wants to receive them", async () => {
      const background = aBackground({ asks: true });
      const wants = [...BASE, RECEIVE_STICKY];
      const relay = aRoom({ background, wants });
      await relay.handshake(500);
      assert.deepEqual(background.consent().questions(), []);
      assert.deepEqual(
        [relay.hostIsAsked(), relay.widgetIsTold()],
        [[BASE], [{ requested: wants, approved: BASE }]],
      );
    });

    it("are not sent as ordinary ones if the homeserver does not know them either", async () => {
      const relay = aRoom({ background: aBackground({ hasSticky: false }) });
      await relay.handshake(500);
      assert.deepEqual(await relay.ask("send_event", STICKY_SEND), FAILED);
      assert.deepEqual([heardBy(relay), relay.background.stickies], [[], []]);
    });

    it("are not sent without the capability", async () => {
      const relay = aRoom({ wants: [...BASE, RECEIVE_STICKY] });
      await relay.handshake(500);
      assert.deepEqual(await relay.ask("send_event", STICKY_SEND), missing(SEND_STICKY));
      assert.deepEqual([heardBy(relay), relay.background.stickies], [[], []]);
    });

    for (const [said, sent, scheduled] of [
      [["once", "no"], SENT, missing(SEND)],
      [["no", "once"], missing(SEND_STICKY), SCHEDULED],
    ] as const)
      it(`are sent if the user allows them, whatever the answer about delayed ones: ${said}`, async () => {
        const background = aBackground({ asks: true });
        const relay = aRoom({ background });
        const answer = async (words: "once" | "no") => {
          const [question] = background.consent().questions();
          background.consent().answer(question?.id ?? "", words);
          await pass(200);
        };
        await relay.handshake(500);
        await answer(said[0]);
        await relay.ask(REQUEST, { capabilities: [SEND] });
        await pass(500);
        await answer(said[1]);
        const { sticky_duration_ms: _, ...delayed } = DELAYED_STICKY;
        assert.deepEqual(await relay.ask("send_event", STICKY_SEND), sent);
        assert.deepEqual(await relay.ask("send_event", delayed), scheduled);
      });

    it("are scheduled as sticky ones if the host knows only delayed events, and would ignore the stickiness", async () => {
      const relay = aRoom({ wants: BOTH, knows: true });
      await relay.handshake(500);
      assert.deepEqual(relay.hostIsAsked(), [[...BASE, SEND, UPDATE]]);
      assert.deepEqual(await relay.ask("send_event", DELAYED_STICKY), SCHEDULED);
      assert.equal(relay.background.scheduled[0]?.stickyDuration, 60_000);
      assert.deepEqual(heardBy(relay), []);
    });

    it("are not scheduled if the user refused them, even if the host approves the delay", async () => {
      const background = aBackground({ asks: true });
      const relay = aRoom({ wants: BOTH, knows: true, background });
      await relay.handshake(500);
      background.consent().answer(background.consent().questions()[0]?.id ?? "", "no");
      await pass(200);
      assert.deepEqual(await relay.ask("send_event", DELAYED_STICKY), missing(SEND_STICKY));
      assert.deepEqual([background.scheduled, heardBy(relay)], [[], []]);
    });
  });

  for (const [how, sticky] of [
    ["never answers", { times: 0 }],
    ["answers the probe too late", { after: 5_000 }],
  ] as const)
    it(`are sent by Postdate if the host knows them and ${how}`, async () => {
      const relay = aRoom({ sticky });
      await relay.handshake(6_000);
      assert.deepEqual(await relay.ask("send_event", STICKY_SEND), SENT);
      assert.deepEqual(heardBy(relay), []);
    });

  describe("at a host that knows them", () => {
    for (const times of [1, 2])
      it(`are left to the host, however often it answers the probe: ${times}`, async () => {
        const relay = aRoom({ sticky: { times } });
        await relay.handshake(500);
        assert.deepEqual(
          [relay.hostIsAsked(), relay.widgetIsTold()],
          [[WANTS], [{ requested: WANTS, approved: WANTS }]],
        );
        assert.deepEqual(await relay.answers("send_event", STICKY_SEND), [{ event_id: "$sticky" }]);
        assert.deepEqual([heardBy(relay).length, relay.background.stickies], [1, []]);
      });

    it("are left to the host even if it fails, because it may have sent them", async () => {
      const relay = aRoom({ sticky: { fails: true } });
      await relay.handshake(500);
      assert.deepEqual(await relay.answers("send_event", STICKY_SEND), [FAILED]);
      assert.deepEqual(relay.background.stickies, []);
    });

    it("are left to the host when the widget reloads, although its answer then names no capability", async () => {
      const relay = aRoom({ sticky: {} });
      await relay.handshake(500);
      relay.widget.say({ postdate: "here" });
      await relay.handshake(500);
      assert.deepEqual(relay.hostIsAsked(), [WANTS, WANTS]);
      assert.deepEqual(await relay.ask("send_event", STICKY_SEND), { event_id: "$sticky" });
    });

    it("are scheduled by Postdate if the host knows no delayed ones, and its approval of sticky ones counts", async () => {
      const background = aBackground({ asks: true });
      const relay = aRoom({ wants: BOTH, sticky: {}, background });
      await relay.handshake(500);
      const [question] = background.consent().questions();
      assert.deepEqual(question?.features, ["delayed-events"]);
      background.consent().answer(question?.id ?? "", "once");
      await pass(200);
      assert.deepEqual(await relay.ask("send_event", DELAYED_STICKY), SCHEDULED);
      assert.equal(background.scheduled[0]?.stickyDuration, 60_000);
    });
  });

  for (const [knows, sticky, event_id] of [
    ["knows them", {}, "$sticky"],
    ["does not", undefined, "$ordinary"],
  ] as const)
    it(`are left to a host that heard the capabilities before the widget had a script and that ${knows}`, async () => {
      const relay = aRoom({ widgetHasScript: false, ...(sticky && { sticky }) });
      await relay.handshake(500);
      relay.injectScript();
      await pass(200);
      const answers = await relay.answers("send_event", STICKY_SEND);
      assert.deepEqual(answers.filter(Boolean), [{ event_id }]);
      const asked = { ...DELAYED_STICKY };
      await relay.ask("send_event", asked);
      assert.deepEqual([relay.background.stickies, relay.background.scheduled], [[], []]);
    });

  for (const [what, scene] of [
    ["its page was open before the script", { hostIsLate: true }],
    ["the widget's frame has no script", { widgetHasScript: false }],
  ] as const)
    it(`are left to a host that cannot be probed, as without Postdate: ${what}`, async () => {
      const relay = aRoom(scene);
      await relay.handshake(500);
      const answers = await relay.answers("send_event", STICKY_SEND);
      assert.deepEqual(answers.filter(Boolean), [{ event_id: "$ordinary" }]);
      assert.deepEqual(relay.background.stickies, []);
    });
});
