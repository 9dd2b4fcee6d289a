import assert from "node:assert/strict";
import { mock } from "node:test";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";

const session = { baseUrl: "https://hs.example/base", token: "t1" };
const SUPPORT = { unstable: true, stable: true, stickyEvents: false };
type Homeserver = ReturnType<typeof connect>;

/** Names that would change the path if they were not encoded. */
const NASTY = [
  "!r/../../x:h",
  "!r?access_token=x",
  "!r#x:h",
  "!r%2F:h",
  "..%2f",
  "a b",
  "\\..\\",
  "é🕰",
  "//evil.example",
];

/** Every request with a name in its path, by the kind of name. */
const REQUESTS: Record<string, (homeserver: Homeserver, name: string) => Promise<unknown>> = {
  "the room of a delayed event": ({ schedule }, name) => schedule(name, event(), "1", SUPPORT, 1_000),
  "the type of a delayed event": ({ schedule }, name) =>
    schedule("!r", event({ type: name }), "1", SUPPORT, 1_000),
  "the state key of a delayed event": ({ schedule }, name) =>
    schedule("!r", event({ stateKey: name }), "1", { ...SUPPORT, stable: false }, 1_000),
  "the room of an event": ({ sendPlainly }, name) => sendPlainly(name, event(), "1"),
  "the state key of an event": ({ sendPlainly }, name) => sendPlainly("!r", event({ stateKey: name }), "1"),
  "the type of an event": ({ sendPlainly }, name) => sendPlainly("!r", event({ type: name }), "1"),
  "the delay_id of an update": ({ update }, name) => update(name, "restart"),
  "the delay_id of a look-up": ({ delayedEvent }, name) => delayedEvent(name),
  "the room of a membership look-up": ({ isJoined }, name) => isJoined(name, "@alice:x"),
  "the user of a membership look-up": ({ isJoined }, name) => isJoined("!r", name),
  "the room of an encryption look-up": ({ isEncrypted }, name) => isEncrypted(name),
  "the room of a look-up of its rules": ({ roomFacts }, name) => roomFacts(name, "@alice:x"),
  "the room of a look-up of its last events": ({ lastEvents }, name) => lastEvents(name, "t"),
  "the room of a look-up of its name": ({ roomName }, name) => roomName(name),
  "an alias": ({ roomByAlias }, name) => roomByAlias(name),
};

function event(change: Partial<DelayedSend> = {}): DelayedSend {
  return { type: "t", content: {}, delay: 1_000, ...change };
}

/** @returns the URLs of a request with this name, in every way of making it */
async function askedFor(what: string, name: string): Promise<URL[]> {
  const asked: URL[] = [];
  mock.method(globalThis, "fetch", async (resource: URL | string) => {
    asked.push(new URL(resource));
    return Response.json({ errcode: "M_UNRECOGNIZED" }, { status: 404 });
  });
  try {
    await REQUESTS[what]?.(connect(session), name);
  } catch {
    // Only the URL matters.
  }
  mock.restoreAll();
  return asked;
}

const partsOf = ({ pathname }: URL) => pathname.split("/").map(decodeURIComponent);
const restOf = ({ origin, hash, searchParams }: URL) => [origin, hash, ...searchParams.keys()];

describe("a name in a request's path", () => {
  for (const what of Object.keys(REQUESTS)) {
    it(`is one segment of the path, whatever it contains: ${what}`, async () => {
      const plain = await askedFor(what, "NAME");
      assert.ok(plain.some((url) => partsOf(url).includes("NAME")));
      for (const name of NASTY) {
        const asked = await askedFor(what, name);
        const expected = plain.map((url) => partsOf(url).map((part) => (part === "NAME" ? name : part)));
        assert.deepEqual(asked.map(partsOf), expected);
        assert.deepEqual(asked.map(restOf), plain.map(restOf));
      }
    });

    it(`is refused without a request if URLs would drop it: ${what}`, async () => {
      for (const name of [".", ".."]) assert.deepEqual(await askedFor(what, name), []);
    });
  }
});
