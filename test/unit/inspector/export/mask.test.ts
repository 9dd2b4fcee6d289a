import assert from "node:assert/strict";
import fc from "fast-check";
import { createMasking } from "../../../../inspector/export/mask.ts";
import { cpuTimeOf } from "../../../environment/cpu-time.ts";

const mask = <T>(value: T): T => createMasking().mask(value);
const message = (action: string, data: object, response?: object) => ({
  api: "fromWidget",
  action,
  requestId: "r1",
  widgetId: "w",
  data,
  ...(response && { response }),
});

describe("masked by its place", () => {
  const cases: [what: string, value: object, masked: object][] = [
    ["a delay_id", { response: { delay_id: "abc" } }, { response: { delay_id: "delay_id#1" } }],
    [
      "a delay_id under an unstable name",
      { "org.matrix.msc4140.delay_id": 5 },
      { "org.matrix.msc4140.delay_id": "delay_id#1" },
    ],
    [
      "each of a list of delay_ids",
      { delay_ids: ["a", "b", "a"] },
      { delay_ids: ["delay_id#1", "delay_id#2", "delay_id#1"] },
    ],
    [
      "an OpenID token",
      {
        state: "allowed",
        access_token: "oid",
        token_type: "Bearer",
        expires_in: 3600,
        matrix_server_name: "x.org",
      },
      {
        state: "allowed",
        access_token: "openid_token#1",
        token_type: "Bearer",
        expires_in: 3600,
        matrix_server_name: "x.org",
      },
    ],
    [
      "a TURN server's user and password",
      { uris: ["turn:x.org?transport=udp"], username: "17:alice", password: "pw" },
      { uris: ["turn:x.org?transport=udp"], username: "turn_username#1", password: "turn_password#1" },
    ],
    ["a call's keys", { keys: [{ index: 0, key: "k1" }] }, { keys: [{ index: 0, key: "encryption_key#1" }] }],
    [
      "the key of an event that carries keys",
      { type: "m.rtc.encryption_key", content: { media_key: { key: "k", index: 1 }, room_id: "!r" } },
      {
        type: "m.rtc.encryption_key",
        content: { media_key: { key: "encryption_key#1", index: 1 }, room_id: "!r" },
      },
    ],
    [
      "an attachment's key",
      { key: { kty: "oct", k: "kk", alg: "A256CTR" } },
      { key: { kty: "oct", k: "encryption_key#1", alg: "A256CTR" } },
    ],
    ["a LiveKit token", { jwt: "x", url: "wss://sfu.example" }, { jwt: "token#1", url: "wss://sfu.example" }],
    [
      "everything under such a name",
      { credentials: { user: "u", n: 7 } },
      { credentials: { user: "token#1", n: "token#2" } },
    ],
    [
      "each of several tokens",
      { tokens: ["x"], jwts: { a: "y" } },
      { tokens: ["token#1"], jwts: { a: "token#2" } },
    ],
    ["a transport's auth value", { type: "livekit", auth: "x" }, { type: "livekit", auth: "token#1" }],
    [
      "a delay_id under its event's name",
      { delayed_event_id: "abc", delayedEventId: "abc" },
      { delayed_event_id: "delay_id#1", delayedEventId: "delay_id#1" },
    ],
    ["an Authorization header", { Authorization: "Bearer abc" }, { Authorization: "token#1" }],
  ];
  for (const [what, value, masked] of cases)
    it(`is ${what}, and nothing else`, () => assert.deepEqual(mask(value), masked));

  it("is the content of a to-device message, sent or received, and not its recipients", () => {
    const content = { algorithm: "m.olm", session_key: "inner-KEY-12" };
    const sent = message("send_to_device", {
      type: "m.x",
      encrypted: true,
      messages: { "@a:x": { DEV: content, "*": content } },
    });
    assert.deepEqual(mask(sent).data, {
      type: "m.x",
      encrypted: true,
      messages: { "@a:x": { DEV: "to_device#1", "*": "to_device#1" } },
    });
    const received = {
      ...message("send_to_device", { type: "m.x", sender: "@a:x", content }),
      api: "toWidget",
    };
    assert.deepEqual(mask(received).data, { type: "m.x", sender: "@a:x", content: "to_device#1" });
    assert.deepEqual(mask([sent, "inner-KEY-12"])[1], "encryption_key#1");
  });

  it("is nothing in a plain event, a capability or a state key", () => {
    const plain = [
      message("send_event", {
        type: "m.room.message",
        content: { body: "the key to a session: code=7", index: 1 },
      }),
      message(
        "capabilities",
        {},
        { capabilities: ["org.matrix.msc4157.send.delayed_event", "org.matrix.msc3819.send.to_device:m.x"] },
      ),
      message("org.matrix.msc4157.update_delayed_event", { action: "restart" }),
      { author: "a", auth_events: ["$1"], state_key: "k", tokenizer: "t" },
      { requested: true, token: null, password: "", errcode: "M_UNKNOWN_TOKEN", passwordless: "yes" },
      { url: "https://call.example/room?roomId=!a:x&theme=dark#/x?perParticipantE2EE=true" },
      { path: "/_matrix/client/unstable/org.matrix.msc4140/delayed_events?from=s72" },
    ];
    assert.deepEqual(mask(plain.slice(1)), plain.slice(1));
    assert.deepEqual(mask(plain[0]), {
      ...plain[0],
      data: { type: "m.room.message", content: { body: "the key to a session: code=token#1", index: 1 } },
    });
  });
});

describe("masked by its shape, in the middle of any text", () => {
  const cases: [text: string, masked: string][] = [
    ["is syt_YWxpY2U_abcdefghijklmnopqrst_0aB1cD here", "is access_token#1 here"],
    ["mat_abcdefghijklmnopqrstuvwxyz0123_AbCdEf", "access_token#1"],
    ["log\\nmat_abcdefghijklmnopqrstuvwxyz0123_AbCdEf", "log\\naccess_token#1"],
    ["mct_abcdefghij0123_AbCdEf", "access_token#1"],
    ["no delay syd_AbCdEfGhIj: 404", "no delay delay_id#1: 404"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!", "token#1!"],
    ["Authorization: Bearer abc.def", "Authorization: Bearer token#1"],
    ["basic YTpi", "basic token#1"],
    ["https://x.org/?access_token=a%26b&room=1", "https://x.org/?access_token=token#1&room=1"],
    ["https://x.org/#/?password=E2EE&sig=7", "https://x.org/#/?password=token#1&sig=token#2"],
    ["https://x.org/room#?roomId=x&encryptionKey=E2EE", "https://x.org/room#?roomId=x&encryptionKey=token#1"],
    ["https://x.org/?e2ee_key=E2EE&state_key=x", "https://x.org/?e2ee_key=token#1&state_key=x"],
    [
      'got {\\"delayed_event_id\\":\\"abc\\"} and so on',
      'got {\\"delayed_event_id\\":\\"delay_id#1\\"} and so on',
    ],
    [
      "?parentUrl=https%3A%2F%2Fx%2F%3FloginToken%3Dab%26b%3D1",
      "?parentUrl=https%3A%2F%2Fx%2F%3FloginToken%3Dtoken#1%26b%3D1",
    ],
    ["https://alice:pw@x.org/", "https://alice:password#1@x.org/"],
    [
      "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/a%2Fb/restart?x=1",
      "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/delay_id#1/restart?x=1",
    ],
    ['got {\\"delay_id\\":\\"abc\\"} and so on', 'got {\\"delay_id\\":\\"delay_id#1\\"} and so on'],
    ['{"a":[{"access_token":"x"}]}', '{"a":[{"access_token":"access_token#1"}]}'],
    ['{"a": "{\\"token\\": \\"x\\"}"}', '{"a":"{\\"token\\":\\"token#1\\"}"}'],
  ];
  for (const [text, masked] of cases)
    it(`becomes ${masked}`, () => {
      assert.equal(mask({ body: text }).body, masked);
      assert.deepEqual(mask({ [text]: 1 }), { [masked]: 1 });
    });

  it("is nothing in ordinary words, names and addresses", () => {
    for (const text of [
      "format_mat_1",
      "The bearer",
      "m.call.member",
      "@syd:example.org",
      "https://x.org/a=b?c=d",
      '{"a": 1 }',
      "[x",
      "{",
    ])
      assert.equal(mask(text), text);
  });
});

describe("a label", () => {
  it("is the same for the same secret everywhere, and different for another", () => {
    const masked = mask([
      { delay_id: "secret-A1" },
      "about secret-A1 and",
      { delay_id: "secret-B2" },
      { "x secret-A1": 0 },
    ]);
    assert.deepEqual(masked, [
      { delay_id: "delay_id#1" },
      "about delay_id#1 and",
      { delay_id: "delay_id#2" },
      { "x delay_id#1": 0 },
    ]);
  });

  it("stays unchanged when masked again", () => {
    const once = mask({ delay_id: "secret-A1", url: "https://x/?token=abc", h: "Bearer abcdef" });
    assert.deepEqual(mask(once), once);
  });

  it("is counted by kind, at each occurrence", () => {
    const masking = createMasking();
    masking.learning.mask({ token: "learned-only-1" });
    masking.mask({ delay_id: "secret-A1", text: "secret-A1 secret-A1", list: [{ password: "p" }] });
    assert.deepEqual(masking.counts(), { delay_id: 3, password: 1 });
  });

  it("does not replace a short secret or a Matrix name elsewhere, which would make the rest unreadable", () => {
    assert.deepEqual(mask([{ delay_id: "m.call.member" }, "m.call.member"]), [
      { delay_id: "delay_id#1" },
      "m.call.member",
    ]);
    assert.deepEqual(mask([{ delay_id: "d1" }, "d1"]), [{ delay_id: "delay_id#1" }, "d1"]);
  });
});

describe("a planted secret", () => {
  /** A text that cannot be a name, because it has a digit. */
  const secret = fc
    .string({ unit: fc.constantFrom(...'aZ9_-.~+/=$:@ "\\%&#{}[]é'), minLength: 7, maxLength: 40 })
    .map((text) => `7${text}`)
    .filter((text) => text.trim() === text && !/#\d/.test(text));
  const place = fc.constantFrom<(secret: string) => object>(
    (it) => ({ response: { delay_id: it } }),
    (it) => ({ access_token: it, matrix_server_name: "x" }),
    (it) => ({ uris: [], username: it, password: "other-One-1" }),
    (it) => ({ uris: [], username: "other-One-1", password: it }),
    (it) => ({ keys: [{ index: 0, key: it }] }),
    (it) => message("send_to_device", { messages: { "@a:x": { D: { room_key: it } } } }),
    (it) => message("org.matrix.msc4533.rtc_livekit_get_token", {}, { jwt: it }),
  );
  /** A second place of the secret, where nothing identifies it. */
  const echo: fc.Arbitrary<(secret: string) => unknown> = fc.constantFrom<(secret: string) => unknown>(
    (it) => it,
    (it) => `before${it}after`,
    (it) => ({ [it]: 1 }),
    (it) => ({ [`x${it}`]: { deeper: [it] } }),
    (it) => JSON.stringify({ in: it }),
    (it) => JSON.stringify({ in: JSON.stringify([it]) }),
    (it) => `not quite json ${JSON.stringify(it)}`,
    (it) => `https://x.org/a?b=${encodeURIComponent(it)}`,
    (it) => `/_matrix/client/v1/delayed_events/${encodeURIComponent(it)}/send`,
  );
  const nest = (value: unknown, path: readonly (string | number)[]): unknown =>
    path.reduce<unknown>((inner, key) => (typeof key === "number" ? [key, inner] : { [key]: inner }), value);
  const path = fc.array(fc.oneof(fc.nat(9), fc.constantFrom("data", "content", "x", "__proto__", "events")), {
    maxLength: 8,
  });

  it("is nowhere after masking, at any depth, in keys, in texts, and in JSON and addresses inside texts", () => {
    fc.assert(
      fc.property(
        secret,
        place,
        fc.array(fc.tuple(echo, path), { maxLength: 4 }),
        path,
        (it, put, echoes, deep) => {
          const value = [...echoes.map(([write, where]) => nest(write(it), where)), nest(put(it), deep)];
          const masked = createMasking().mask(value);
          for (const form of [it, encodeURIComponent(it), JSON.stringify(it).slice(1, -1)]) {
            const inTexts = textsIn(masked).filter((text) => text.includes(form));
            assert.deepEqual(inTexts, []);
            assert.ok(!JSON.stringify(masked).includes(JSON.stringify(form).slice(1, -1)));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("is all that changes: without a secret, everything stays the same", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abz 19.,!"), maxLength: 20 });
    fc.assert(
      fc.property(
        fc.object({ key: word, values: [word, fc.integer(), fc.boolean(), fc.constant(null)] }),
        (value) => {
          const plain = JSON.parse(JSON.stringify(value));
          assert.deepEqual(mask(plain), plain);
        },
      ),
    );
  });

  /** @returns every text and key of a value, including those of JSON inside texts */
  function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value, ...parsed(value)];
    if (Array.isArray(value)) return value.flatMap(textsIn);
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) => [key, ...textsIn(each)]);
  }
  function parsed(text: string): string[] {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === "object" ? textsIn(value) : [];
    } catch {
      return [];
    }
  }
});

it("masking survives extremely deep values", () => {
  let deep: unknown = { delay_id: "secret-A1" };
  for (let level = 0; level < 3_000; level += 1) deep = [deep];
  assert.ok(!JSON.stringify(mask(deep)).includes("secret-A1"));
});

describe("a text made to slow the masking down", () => {
  const pieces = [
    "\\\\",
    "eyJ",
    "eyJaaaa.",
    "?a",
    "%25",
    "%253f",
    "://",
    "bearer ",
    "mat_",
    "syt_",
    '"',
    '"token"',
    " ",
    "a=",
    "[",
    "delayed_events/",
  ];
  for (const piece of pieces)
    it(`does not slow it down: ${piece}`, () => {
      const text = `=${piece.repeat(200_000 / piece.length)}`;
      const took = cpuTimeOf(() => void mask({ text, delay_id: "secret-A1" }));
      assert.ok(took < 3_000, `${took} ms`);
    });
});
