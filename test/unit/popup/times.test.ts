import assert from "node:assert/strict";
import fc from "fast-check";
import { ago, clockTime, countdown, dateOf, shortDuration } from "../../../popup/times.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("a time that is no valid date", () => {
  it("is shown as the nearest possible date, and throws nothing", () => {
    for (const at of [1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.ok(clockTime(at, 0, "en"));
      assert.ok(clockTime(0, at, "en"));
      assert.ok(dateOf(at).toISOString());
    }
    assert.equal(ago(Number.NaN, "en"), undefined);
    assert.ok(ago(Number.POSITIVE_INFINITY, "en"));
  });
});

describe("a short duration", () => {
  it("leaves out fractions of a second", () => {
    assert.equal(shortDuration(18_999, "en"), "18 sec");
  });

  it("leaves out units of which there are none", () => {
    const said = [18_000, MINUTE, 90_000, 3 * HOUR, HOUR + 5_000, 2 * DAY, DAY + 3 * HOUR, 0].map((ms) =>
      shortDuration(ms, "en"),
    );
    assert.deepEqual(said, [
      "18 sec",
      "1 min",
      "1 min 30 sec",
      "3 hr",
      "1 hr 5 sec",
      "2 days",
      "1 day 3 hr",
      "0 sec",
    ]);
  });

  it("keeps each number's unit in a language with a space between them", () => {
    const seconds = new Intl.NumberFormat("de", { style: "unit", unit: "second", unitDisplay: "short" });
    assert.match(seconds.format(18), / /);
    assert.equal(shortDuration(18 * SECOND, "de"), seconds.format(18));
    assert.ok(shortDuration(MINUTE + 18 * SECOND, "de").endsWith(` ${seconds.format(18)}`));
  });
});

describe("a countdown", () => {
  it("rounds seconds up", () => {
    assert.equal(countdown(6_001, "en"), "7s");
    assert.equal(countdown(1, "en"), "1s");
  });

  it("shows 0 only when no time is left, and never less", () => {
    assert.equal(countdown(0, "en"), "0s");
    assert.equal(countdown(-90_000, "en"), "0s");
  });

  it("carries a rounded second into the next minute", () => {
    assert.equal(countdown(59_500, "en"), "1m 00s");
  });

  it("shows seconds only if less than an hour is left", () => {
    assert.equal(countdown(4 * MINUTE + 5 * SECOND, "en"), "4m 05s");
    assert.equal(countdown(HOUR - 1, "en"), "1h 00m");
    assert.equal(countdown(HOUR + 2 * MINUTE + 3 * SECOND, "en"), "1h 02m");
    assert.equal(countdown(DAY - SECOND, "en"), "23h 59m");
  });

  it("shows days and hours from one day on", () => {
    assert.equal(countdown(2 * DAY + 3 * HOUR + 59 * MINUTE, "en"), "2d 3h");
  });

  it("names its units in the reader's language", () => {
    assert.equal(countdown(2 * HOUR, "fr"), "2h 00min");
  });

  it("can be written for any number of milliseconds", () => {
    fc.assert(fc.property(fc.integer(), (ms) => countdown(ms, "en").length > 0));
  });

  it("never rises as time passes", () => {
    const seconds = (words: string) =>
      [...words.matchAll(/(\d+)([hms])/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * { h: 3600, m: 60, s: 1 }[unit as "h" | "m" | "s"],
        0,
      );
    fc.assert(
      fc.property(fc.nat(DAY - 2 * SECOND), fc.nat(2 * SECOND), (ms, less) => {
        assert.ok(seconds(countdown(ms, "en")) >= seconds(countdown(ms - less, "en")));
      }),
    );
  });
});

describe("how long ago something was", () => {
  it("is given in the largest whole unit", () => {
    assert.equal(ago(3_999, "en"), "3 sec. ago");
    assert.equal(ago(75 * SECOND, "en"), "1 min. ago");
    assert.equal(ago(25 * HOUR, "en"), "1 day ago");
  });

  it("is left out within the first second", () => {
    assert.equal(ago(999, "en"), undefined);
  });

  it("is left out for a time in the future", () => {
    assert.equal(ago(-5_000, "en"), undefined);
  });
});

describe("the time of day", () => {
  const now = new Date(2026, 0, 5, 12, 0, 0).getTime();

  it("shows the seconds", () => {
    assert.equal(clockTime(new Date(2026, 0, 5, 12, 3, 4).getTime(), now, "de"), "12:03:04");
  });

  it("shows no date for today, up to the last second", () => {
    assert.equal(clockTime(new Date(2026, 0, 5, 23, 59, 59).getTime(), now, "de"), "23:59:59");
  });

  it("shows the date for another day", () => {
    assert.match(clockTime(new Date(2026, 0, 6, 0, 0, 1).getTime(), now, "en-GB"), /^6 Jan, .*0?0:00:01$/);
  });
});
