import assert from "node:assert/strict";
import fc from "fast-check";
import { readTransports } from "../../../../src/features/rtc-transports/transports.ts";

const LIVEKIT = { type: "livekit", livekit_service_url: "https://jwt.example" };

/** @returns JSON of this depth, which can be read, and not be written by everybody */
const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

describe("the transports that somebody names", () => {
  it("are passed on as they are, in their order, unknown types and properties included", () => {
    const said = [LIVEKIT, { type: "org.example.new", url: "wss://sfu.example", more: { a: [1] } }];
    assert.deepEqual(readTransports(said), said);
  });

  for (const host of ["localhost", "127.0.0.1:8080", "[::1]:8080"])
    it(`may be on this computer without encryption: ${host}`, () => {
      const here = { type: "livekit", livekit_service_url: `http://${host}/jwt` };
      assert.deepEqual(readTransports([here]), [here]);
    });

  for (const [what, transport] of [
    ["http address", { type: "livekit", livekit_service_url: "http://jwt.example" }],
    ["ws address", { type: "livekit", url: "ws://sfu.example" }],
    ["http address that only looks local", { ...LIVEKIT, url: "http://localhost.example" }],
    ["http address in capitals", { type: "livekit", livekit_service_url: "HTTP://jwt.example" }],
    ["http address behind a space", { type: "livekit", livekit_service_url: " http://jwt.example" }],
    ["http address in what it contains", { type: "org.example.new", sfu: { urls: ["http://sfu.example"] } }],
    ["end that is too deep to be written down", { ...LIVEKIT, more: nested(20_000) }],
    ["empty type", { ...LIVEKIT, type: "" }],
    ["number as its type", { ...LIVEKIT, type: 1 }],
    ["property without end", { ...LIVEKIT, more: "x".repeat(10_000) }],
  ] as const)
    it(`leave out one with an ${what}, and keep the others`, () => {
      assert.deepEqual(readTransports([transport, LIVEKIT]), [LIVEKIT]);
    });

  it("are no more than anybody needs", () => {
    assert.equal(readTransports(Array(1_000).fill(LIVEKIT)).length, 20);
  });

  it("are none if it is no list of objects", () => {
    for (const said of [undefined, null, "livekit", LIVEKIT, [null], [[LIVEKIT]], ["livekit"]])
      assert.deepEqual(readTransports(said), []);
  });

  it("are only ever some of what was said", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (said) => {
        for (const each of readTransports(said)) assert.ok((said as unknown[]).includes(each));
      }),
    );
  });
});
