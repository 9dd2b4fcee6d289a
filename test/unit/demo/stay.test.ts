import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { createNarrator } from "../../../demo/narrator.ts";
import { stay } from "../../../demo/stay.ts";
import type { TestBrowser } from "../../environment/browser/browsers.ts";
import { CALL_MEMBER } from "../../environment/call/membership.ts";
import type { RoomEvent } from "../../environment/homeserver/room-events.ts";
import type { Stage } from "../../environment/stage.ts";

const ROOM = "!room:localhost";
const LEAVE = {
  event_id: "$leave",
  type: CALL_MEMBER,
  sender: "@alice:localhost",
  state_key: "alice",
  content: {},
};

describe("the demo stays open", () => {
  let ask: AbortController;
  /** Alice's pending delayed events at the homeserver. */
  let pending: object[];
  /** Delivers an event to Bob. */
  let tell: (event: object) => void;
  let hers: TestBrowser;
  let his: TestBrowser;
  let ended: boolean;
  let end: Promise<void>;

  function start(browsers: TestBrowser[]): void {
    const narrator = createNarrator();
    narrator.mute();
    ended = false;
    end = stay({ narrator }, { stage: stage(), browsers }, ask.signal).then(() => {
      ended = true;
    });
  }

  /** A homeserver with these `pending` delayed events; its sync returns only what the test has it `tell`. */
  function stage(): Stage {
    const authedRequest = () =>
      new Promise((resolve) => {
        tell = (event) =>
          resolve({
            next_batch: "",
            rooms: { join: { [ROOM]: { timeline: { events: [event as RoomEvent] } } } },
          });
      });
    const bob = { mark: async () => "", http: { authedRequest } };
    return { bob, aliceElsewhere: { delayedEvents: async () => pending }, room: ROOM } as never;
  }

  const browser = () => ({ puppeteer: Object.assign(new EventEmitter(), { connected: true }) }) as never;
  const close = async ({ puppeteer }: TestBrowser) => {
    puppeteer.emit("disconnected", undefined);
    await turn();
  };

  beforeEach(() => {
    ask = new AbortController();
    pending = [];
    [hers, his] = [browser(), browser()];
  });
  afterEach(() => ask.abort());

  it("while a browser is open, and ends when the last one closes", async () => {
    start([hers, his]);
    await close(hers);
    assert.equal(ended, false);
    await close(his);
    await end;
  });

  it("until the homeserver has sent the last browser's pending events", async () => {
    start([hers]);
    pending = [{ state_key: "alice", running_since: Date.now(), delay: 60_000 }];
    await close(hers);
    assert.equal(ended, false);
    tell(LEAVE);
    await end;
  });

  it("until it is asked to end", async () => {
    start([hers]);
    await turn();
    assert.equal(ended, false);
    ask.abort();
    await end;
  });
});
