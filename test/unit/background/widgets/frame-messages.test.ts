import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createAccounts } from "../../../../src/background/widgets/accounts.ts";
import { createFrameMessages } from "../../../../src/background/widgets/frame-messages.ts";
import type { ConsentSubject } from "../../../../src/background/widgets/given-consents.ts";
import { createWidgets } from "../../../../src/background/widgets/widgets.ts";
import type { Feature } from "../../../../src/features/feature.ts";
import { FEATURES } from "../../../../src/features/features.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";

const NONCE = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
const host = {
  tabId: 1,
  frameId: 0,
  documentId: "H",
  origin: "https://client.example",
  partition: "default",
};
const frame = { ...host, frameId: 7, documentId: "W", origin: "https://widget.example" };
const SEND = "org.matrix.msc4157.send.delayed_event";
const OTHERS = ["org.matrix.msc2762.timeline:*", "org.matrix.msc2762.send.state_event:t"];

const REQUESTED = { method: "PUT", path: "/x", status: 200, took: 1 };

/** Frame messages of a client with an account in each of two rooms; a widget in Alice's has just loaded. */
async function aDesk(allows: () => Promise<boolean | string[]> = async () => true) {
  const store = memoryStore();
  const clock = { now: 1 };
  const asked: string[] = [];
  const about: string[][] = [];
  const scheduled: string[] = [];
  const rooms: Record<string, string> = { "@alice:example.org": "!alice", "@bob:example.org": "!bob" };
  const candidates = Object.keys(rooms).map((userId) => {
    const session = aSession(
      { isJoined: async (room: string) => rooms[userId] === room },
      { account: { userId } },
    );
    // A traced homeserver makes one request.
    const traced = (told: (request: typeof REQUESTED) => void) => {
      told(REQUESTED);
      return session;
    };
    return { ...session, traced };
  });
  const accounts = createAccounts({ candidates: async () => candidates } as never, {
    all: async () => [],
  });
  const { answer } = createFrameMessages({
    sites: { isOn: async () => true },
    accounts,
    widgets: createWidgets(store, () => clock.now),
    consent: {
      async ask({ userId, features }: ConsentSubject) {
        asked.push(userId);
        about.push(features);
        const allowed = await allows();
        return Array.isArray(allowed) ? allowed : allowed ? features : [];
      },
    },
    scheduling: {
      schedule: async ({ session }: { session: (typeof candidates)[0] }) =>
        `delay ${scheduled.push(session.account.userId)}`,
    },
    encryption: { requireClear: async () => {} },
    lastAnswers: { note: () => {} },
    now: () => clock.now,
  } as never);
  const embedding = { ids: [], page: "https://client.example/#/room/!alice" };
  const widget = { id: "w", origin: frame.origin };
  await answer({ ask: "widget-here", nonce: NONCE, host: host.origin, late: false }, frame);
  await answer({ ask: "widget-seen", nonce: NONCE, late: false, widget, embedding }, host);
  const approval = { requested: OTHERS, approved: OTHERS };
  return {
    asked,
    about,
    scheduled,
    store,
    clock,
    hide: (capabilities = [SEND]) => answer({ ask: "hidden", nonce: NONCE, capabilities }, host),
    approve: (of: string[]) => answer({ ask: "approved", nonce: NONCE, approval, asked: of }, frame),
    send(room_id: string, more: { traced?: true } = {}) {
      const data = { type: "t", state_key: "", content: {}, delay: 8_000, room_id };
      return answer({ ask: "perform", nonce: NONCE, action: "send_event", data, ...more }, host);
    },
  };
}

describe("the user's consent to a widget", () => {
  const told = { approval: { requested: [...OTHERS, SEND], approved: [...OTHERS, SEND] } };

  it("is asked for once, and reported alike however often the widget requests it", async () => {
    const { asked, hide, approve } = await aDesk();
    await hide();
    assert.deepEqual([await approve([...OTHERS, SEND]), await approve([...OTHERS, SEND])], [told, told]);
    assert.deepEqual(asked, ["@alice:example.org"]);
  });

  it("is asked for again if another feature is hidden meanwhile, for that feature only", async () => {
    const features = FEATURES as Feature[];
    features.push({ ...(features[0] as Feature), id: "another", capabilities: ["another"] });
    try {
      const answers: ((allowed: boolean) => void)[] = [];
      const { about, hide, approve } = await aDesk(() => new Promise((answer) => answers.push(answer)));
      await hide();
      const approved = approve([...OTHERS, SEND, "another"]);
      for (const allowed of [true, false]) {
        while (answers.length === 0) await turn();
        answers.shift()?.(allowed);
      }
      const requested = [...OTHERS, SEND, "another"];
      assert.deepEqual(await approved, { approval: { requested, approved: [...OTHERS, SEND] } });
      assert.deepEqual(about, [["delayed-events"], ["another"]]);
    } finally {
      features.pop();
    }
  });

  it("is asked for once for everything hidden, and reported for each feature as the user has answered", async () => {
    const features = FEATURES as Feature[];
    features.push({ ...(features[0] as Feature), id: "another", capabilities: ["another"] });
    try {
      const { about, hide, approve, send } = await aDesk(async () => ["another"]);
      await hide([SEND, "another"]);
      const requested = [...OTHERS, SEND, "another"];
      const told = { approval: { requested, approved: [...OTHERS, "another"] } };
      assert.deepEqual(await approve(requested), told);
      assert.deepEqual(about, [["delayed-events", "another"]]);
      assert.deepEqual(await send("!alice"), {
        response: { error: { message: `Missing capability for ${SEND}` } },
      });
    } finally {
      features.pop();
    }
  });

  it("is asked for at the host's approval if the host's frame could not report what was hidden", async () => {
    const { asked, approve } = await aDesk();
    assert.deepEqual(await approve([...OTHERS, SEND]), told);
    assert.deepEqual(asked, ["@alice:example.org"]);
  });

  it("is reported as given once: at later approvals, the widget is told that it still has it", async () => {
    const { approve } = await aDesk();
    await approve([...OTHERS, SEND]);
    assert.deepEqual(await approve([]), { approval: { requested: OTHERS, approved: [...OTHERS, SEND] } });
  });

  it("covers only delayed events, whatever was hidden from the host", async () => {
    const { approve } = await aDesk();
    assert.deepEqual(await approve(["org.matrix.msc2762.send.state_event:other", SEND]), told);
  });

  it("is not asked for if nothing was hidden from the host", async () => {
    const { asked, approve } = await aDesk();
    assert.deepEqual(await approve([]), { approval: { requested: OTHERS, approved: OTHERS } });
    assert.deepEqual(asked, []);
  });

  it("does not exist before they answer, although the host's approval is known", async () => {
    const { approve, send } = await aDesk(() => new Promise(() => {}));
    void approve([SEND]);
    await turn();
    assert.deepEqual(await send("!alice"), {
      response: { error: { message: `Missing capability for ${SEND}` } },
    });
  });

  it("applies to the account that was asked about, not to another of the client's", async () => {
    const { approve, send, asked, scheduled } = await aDesk();
    await approve([SEND]);
    assert.deepEqual(asked, ["@alice:example.org"]);
    assert.deepEqual(await send("!bob"), {
      response: { error: { message: `Missing capability for ${SEND}` } },
    });
    assert.deepEqual(await send("!alice"), { response: { room_id: "!alice", delay_id: "delay 1" } });
    assert.deepEqual(scheduled, ["@alice:example.org"]);
  });
});

describe("an active widget", () => {
  it("is stored as just seen, once a minute", async () => {
    const { approve, send, store, clock } = await aDesk();
    const seenAt = () => (store.values.get(`widget ${NONCE}`) as { seenAt: number }).seenAt;
    await approve([SEND]);
    const seen: number[] = [];
    for (const now of [30_000, 61_000, 90_000]) {
      clock.now = now;
      await send("!alice");
      await turn();
      seen.push(seenAt());
    }
    assert.deepEqual(seen, [1, 61_000, 61_000]);
  });
});

describe("a performed action", () => {
  it("is answered with its requests to the homeserver if an inspector is open, and otherwise without", async () => {
    const { hide, approve, send } = await aDesk();
    await hide();
    await approve([...OTHERS, SEND]);
    const response = { room_id: "!alice", delay_id: "delay 1" };
    assert.deepEqual(await send("!alice", { traced: true }), { response, requests: [REQUESTED] });
    assert.deepEqual(await send("!alice"), { response: { ...response, delay_id: "delay 2" } });
  });

  it("is answered with no requests if it made none", async () => {
    const { send } = await aDesk();
    const answer = (await send("!nowhere", { traced: true })) as { requests?: unknown };
    assert.deepEqual(answer.requests, []);
  });
});
