import assert from "node:assert/strict";
import { parseFilter } from "../../../../inspector/filter/parse.ts";
import { isFoundBy, type Pattern, patternOf } from "../../../../inspector/filter/pattern.ts";
import { problemsOf } from "../../../../inspector/filter/query.ts";
import { cpuTimeOf } from "../../../environment/cpu-time.ts";
import { row, verdict } from "./rows.ts";

const still = () => 0;
const usable = (source: string): Pattern => {
  const pattern = patternOf(source, still);
  assert.ok("regex" in pattern, source);
  return pattern;
};

describe("a user's pattern", () => {
  it("that is not valid is reported with the browser's error, and ignored", () => {
    const [problem] = parseFilter("a /(/", still).problems;
    assert.ok(problem?.is === "pattern" && problem.fault === "not-valid");
    assert.match(problem.words, /regular expression/i);
    assert.deepEqual([problem.from, problem.to], [2, 5]);
    assert.equal(verdict("/(/", row()), "shown");
  });

  for (const source of [
    "(a+)+b",
    "(a|a)*b",
    "(a*)*",
    "((ab?)+c)+",
    "(a?){30}",
    "(a)\\1+",
    "(?:x{0,9}y)+",
    "a?".repeat(30),
  ])
    it(`that could take forever is not used: ${source}`, () => {
      assert.deepEqual(patternOf(source, still), { fault: "too-slow" });
    });

  for (const source of [
    "m\\.call.*",
    "(send|read)_event",
    "a.*b.*c",
    "[(+)*]+",
    "(?:abc)+",
    "\\(a+\\)+",
    "x{3}",
    "(?<=a)b",
  ])
    it(`that cannot take for ever is used: ${source}`, () => usable(source));

  it("finds matches anywhere in a long text, across its pieces", () => {
    const pattern = usable("q.*z");
    const { piece } = pattern;
    for (const before of [0, piece - 3, piece / 2 - 1, 3 * piece])
      assert.ok(isFoundBy(pattern, `${"a".repeat(before)}q${"a".repeat(50)}z${"a".repeat(piece)}`));
    assert.ok(!isFoundBy(pattern, "a".repeat(5 * piece)));
  });

  it("gives up on a text made to slow it down, and says so", () => {
    const query = parseFilter("/x.*x.*y/", () => performance.now());
    const pattern = query.clauses[0]?.[0]?.test;
    assert.ok(pattern && "needle" in pattern && "pattern" in pattern.needle);
    const { needle } = pattern;
    const took = cpuTimeOf(() => assert.ok(!isFoundBy(needle.pattern, "x".repeat(2_000_000))));
    assert.ok(took < 2_000, `${took} ms`);
    assert.deepEqual(problemsOf(query), [{ from: 0, to: 9, is: "pattern", fault: "too-slow" }]);
  });
});
