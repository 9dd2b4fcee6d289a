import assert from "node:assert/strict";
import type { Asker } from "./a-background.ts";
import { aHomeserver, LONG, TYPE } from "./a-homeserver.ts";

describe("delayed events under the rule of two capabilities", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  const STATE = "org.matrix.msc2762.send.state_event:com.example.heartbeat.member";
  const TIMELINE = "org.matrix.msc2762.timeline:*";
  const SEND = "org.matrix.msc4157.send.delayed_event";
  const sentence = async (asker: Asker) => {
    const before = await given.listed();
    const { error } = (await given.schedule({ state_key: given.freshKey() }, asker)) as {
      error: { message: string };
    };
    assert.deepEqual(await given.listed(), before);
    return error.message;
  };

  it("are refused without the event's own capability, even if the delayed one is granted", async () => {
    assert.equal(await sentence({ approved: [TIMELINE] }), "Cannot send state events of this type");
  });

  it("are refused without the delayed capability, even if the host has approved the event's own", async () => {
    assert.equal(await sentence({ delayed: [] }), `Missing capability for ${SEND}`);
    assert.equal(
      await sentence({ approved: [TIMELINE, STATE, SEND], delayed: [] }),
      `Missing capability for ${SEND}`,
    );
  });

  it("are refused in a room whose timeline the widget may not use", async () => {
    assert.equal(await sentence({ approved: [STATE] }), `Unable to access room timeline: ${given.room}`);
  });

  it("are not updated without the other delayed capability", async () => {
    const { delay_id } = (await given.schedule({ state_key: given.freshKey() })) ?? {};
    const response = await given.update(delay_id, "cancel", { delayed: [SEND] });
    assert.deepEqual(response, { error: { message: "Missing capability" } });
    assert.ok((await given.listed()).includes(delay_id as string));
  });

  it("are allowed under the capabilities' former names", async () => {
    const delayed = ["m.send.delay_events", "org.matrix.msc4157.update.delayed_event"];
    const { delay_id } = (await given.schedule({ state_key: given.freshKey() }, { delayed })) ?? {};
    assert.deepEqual(await given.update(delay_id, "cancel", { delayed }), {});
  });

  it("are refused for a frame that only claims to be the widget's", async () => {
    const nonce = await given.background.load({});
    const data = { type: TYPE, content: {}, state_key: given.freshKey(), room_id: given.room, delay: LONG };
    const before = await given.listed();
    for (const documentId of ["EVIL", "WIDGET https://widget.example"]) {
      const sender = {
        tabId: 2,
        frameId: 9,
        documentId,
        origin: "https://evil.example",
        partition: "default",
      };
      const asked = { ask: "perform", nonce, action: "send_event", data };
      assert.equal(await given.background.fromFrame(asked, sender), false);
    }
    assert.deepEqual(await given.listed(), before);
  });
});
