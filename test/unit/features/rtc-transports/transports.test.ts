import assert from "node:assert/strict";
import fc from "fast-check";
import { readTransports } from "../../../../src/features/rtc-transports/transports.ts";

const LIVEKIT = { type: "livekit", livekit_service_url: "https://jwt.example" };

describe("transports that are named", () => {
  it("are passed on unchanged, in order, with unknown types and properties", () => {
    const said = [LIVEKIT, { type: "org.example.new", url: "wss://sfu.example", more: { a: [1] } }];
    assert.deepEqual(readTransports(said), said);
  });

  for (const host of ["localhost", "127.0.0.1:8080", "[::1]:8080"])
    it(`may have an unencrypted address on this computer: ${host}`, () => {
      const here = { type: "livekit", livekit_service_url: `http://${host}/jwt` };
      assert.deepEqual(readTransports([here]), [here]);
    });

  for (const [what, transport] of [
    ["http address", { type: "livekit", livekit_service_url: "http://jwt.example" }],
    ["ws address", { type: "livekit", url: "ws://sfu.example" }],
    ["http address that only looks local", { ...LIVEKIT, url: "http://localhost.example" }],
    ["http address in capitals", { type: "livekit", livekit_service_url: "HTTP://jwt.example" }],
    ["http address behind a space", { type: "livekit", livekit_service_url: " http://jwt.example" }],
    [
      "http address further inside",
      { type: "livekit", services: [{ livekit_service_url: "http://jwt.example" }] },
    ],
    ["endless depth", { ...LIVEKIT, more: JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`) }],
    ["empty type", { ...LIVEKIT, type: "" }],
    ["number as its type", { ...LIVEKIT, type: 1 }],
    ["endless property", { ...LIVEKIT, more: "x".repeat(10_000) }],
  ] as const)
    it(`loses a transport with an ${what}, and keeps the others`, () => {
      assert.deepEqual(readTransports([transport, LIVEKIT]), [LIVEKIT]);
    });

  it("are limited in number", () => {
    assert.equal(readTransports(Array(1_000).fill(LIVEKIT)).length, 20);
  });

  it("are none if the value is not an array of objects", () => {
    for (const said of [undefined, null, "livekit", LIVEKIT, [null], [[LIVEKIT]], ["livekit"]])
      assert.deepEqual(readTransports(said), []);
  });

  it("are always a part of what was named", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (said) => {
        for (const each of readTransports(said)) assert.ok((said as unknown[]).includes(each));
      }),
    );
  });
});
