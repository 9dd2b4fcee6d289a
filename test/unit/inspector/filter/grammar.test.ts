import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFilter } from "../../../../inspector/filter/parse.ts";
import { tokensOf } from "../../../../inspector/filter/tokens.ts";
import { row, verdict } from "./rows.ts";

const shows = (text: string, one = row()) => verdict(text, one) === "shown";
const parse = (text: string) => parseFilter(text, () => 0);

describe("a filter's words", () => {
  it("show every row if there are none", () => {
    for (const text of ["", "  ", "or", "action:", '""', "-"]) assert.equal(shows(text), text !== "-", text);
  });

  it("must all be found, in any case and any place", () => {
    assert.ok(shows("SEND_event M.ROOM"));
    assert.ok(shows("$E:x call_1"), "payloads and widgets as well");
    assert.ok(!shows("send_event nothing"));
  });

  it("must not be found if they follow a minus", () => {
    assert.ok(shows("-nothing"));
    assert.ok(!shows("-send_event"));
    assert.ok(!shows('-"m.room.message"'));
  });

  it("count as one in quotes, with blanks and anything else in them", () => {
    const spoken = row({}, { type: "m.room.message", content: { body: 'say "hi" to c:\\ or/else' } });
    assert.ok(shows('"hi\\" to"', spoken));
    assert.ok(shows('"c:\\\\ or"', spoken));
    assert.ok(!shows('"to say"', spoken));
    assert.ok(shows('"say \\"hi', spoken), "the quote may still be open");
  });

  it("are joined by `or` only to their neighbours", () => {
    assert.ok(shows("nothing or send_event"));
    assert.ok(shows("send_event or nothing m.room"));
    assert.ok(!shows("send_event or m.room nothing"));
    assert.ok(!shows("send_event or m.room -action:send_event"), "a mute at the end holds for all");
    assert.ok(!shows("send_event or is: nothing"), "not joined across an ignored part");
    assert.ok(!shows("nothing is: or send_event"));
    assert.ok(!shows('"or"'), "in quotes, it is a word");
  });

  it("are patterns between slashes, except paths", () => {
    assert.ok(shows("/send_(event|state)/"));
    assert.ok(shows("/M\\.room .*/ or /m\\.ROOM/"));
    assert.ok(!shows("/^send_state$/"));
    assert.deepEqual(
      tokensOf("/_matrix/client /a b/ x").map(({ as, value }) => [as, value]),
      [
        ["word", "/_matrix/client"],
        ["pattern", "a b"],
        ["word", "x"],
      ],
    );
  });

  it("are text after an unknown key, which is reported with its place", () => {
    assert.deepEqual(parse("a foo:bar").problems, [{ from: 2, to: 9, is: "unknown-key", key: "foo" }]);
    assert.ok(shows("foo:bar", row({ action: "foo:bar" })));
    assert.ok(!shows("foo:bar", row({ action: "bar" })));
  });

  it("are text if they are not values of their key, which is reported", () => {
    for (const text of ["is:odd", "dir:up", "by:me", "over:soon", "over:3h", "size:big", "size:1constructor"])
      assert.equal(parse(text).problems[0]?.is, "unknown-value", text);
  });

  it("are not keys in addresses and Matrix ids, without a report", () => {
    for (const text of ["https://call.example/room", "@alice:example.org", "!room:example.org", "$e:x"])
      assert.deepEqual(parse(text).problems, [], text);
    assert.ok(shows("https://call.example/room"));
  });
});

describe("any text at all", () => {
  const anyText = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom("-", '"', "/", "\\", " ", "or", "is:", "=", "a", "error", "(", "*", "x:"), {
        maxLength: 14,
      })
      .map((parts) => parts.join("")),
  );

  it("is cut into terms that lose only blanks", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = tokensOf(text);
        assert.equal(
          tokens
            .map(({ from, to }) => text.slice(from, to))
            .join("")
            .replace(/\s/g, ""),
          text.replace(/\s/g, ""),
        );
        for (const [place, { from }] of tokens.entries()) assert.ok(from >= (tokens[place - 1]?.to ?? 0));
      }),
    );
  });

  it("can be searched for", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        verdict(text, row());
      }),
    );
  });
});
