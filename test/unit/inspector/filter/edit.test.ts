import assert from "node:assert/strict";
import fc from "fast-check";
import { hasTerm, type WrittenTerm, withMuted, withTerm } from "../../../../inspector/filter/edit.ts";
import { parseFilter } from "../../../../inspector/filter/parse.ts";
import { readSaved, withNamed, withoutNamed, withRecent } from "../../../../inspector/filter/saved.ts";
import { row, verdict } from "./rows.ts";

describe("mute this action", () => {
  it("adds a term", () => {
    const text = withMuted("is:error or is:late", "send_event");
    assert.equal(text, "is:error or is:late -action:=send_event");
    assert.equal(verdict(text, row({ action: "send_event" })), "hidden");
  });

  it("changes nothing if the action is muted already, and mutes no action with a similar name", () => {
    const text = withMuted("", "send_event");
    assert.equal(withMuted(text, "send_event"), text);
    assert.equal(verdict(text, row({ action: "send_event_2" })), "shown");
  });
});

describe("a term that is added", () => {
  const term = fc.record<WrittenTerm>({
    key: fc.constantFrom(undefined, "action", "type", "widget", "text", "id"),
    not: fc.boolean(),
    exact: fc.constant(false),
    value: fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("or", "/a/", 'a"b', "\\", "a/ b", "-x", "is:error", "=", "#3"),
    ),
  });
  const text = fc
    .array(
      fc.constantFrom("-", '"', "/", "\\", " ", "or ", "is:", "action:", "a", "error", "/x y", '"b c"'),
      { maxLength: 10 },
    )
    .map((parts) => parts.join(""));

  it("has its own meaning after any text, whose meaning stays the same", () => {
    fc.assert(
      fc.property(text, term, (before, added) => {
        const after = withTerm(before, added);
        assert.ok(hasTerm(after, added), after);
        const meant = (one: string) =>
          parseFilter(one, () => 0).clauses.map((any) => any.map(({ not, test }) => ({ not, test })));
        const [was, is] = [meant(before), meant(after)];
        assert.deepEqual(JSON.stringify(is.slice(0, was.length)), JSON.stringify(was));
      }),
      { numRuns: 500 },
    );
  });
});

describe("saved filters", () => {
  const none = readSaved(undefined);

  it("are the last ten, the newest first and each once", () => {
    let saved = none;
    for (let each = 0; each < 12; each += 1) saved = withRecent(saved, `a${each}`);
    saved = withRecent(saved, "  a5 ");
    assert.deepEqual(saved.recent.slice(0, 3), ["a5", "a11", "a10"]);
    assert.equal(saved.recent.length, 10);
    assert.equal(withRecent(saved, "  "), saved);
  });

  it("have unique names", () => {
    const saved = withNamed(withNamed(none, "calls", "a"), "calls", "b");
    assert.deepEqual(saved.named, [{ name: "calls", text: "b" }]);
    assert.deepEqual(withoutNamed(saved, "calls").named, []);
    assert.deepEqual(withoutNamed(saved, "other").named, saved.named);
  });

  it("are none if the stored data is invalid", () => {
    assert.deepEqual(readSaved({ recent: 5, named: [{ name: "a" }] }), none);
    assert.deepEqual(readSaved("x"), none);
  });
});
