import assert from "node:assert/strict";
import { withSmallDocument } from "../../environment/popup/small-document.ts";
import { CATALOGUES, type Catalogue } from "../locales/catalogues.ts";

describe("the browser's language", () => {
  let i18n: typeof import("../../../src/browser/i18n.ts");
  let preciseTime: typeof import("../../../inspector/views/clock.ts").preciseTime;
  let relativeTime: typeof import("../../../inspector/views/clock.ts").relativeTime;
  before(async () => {
    // Imported only now, because modules look up the browser's APIs as they load.
    i18n = await import("../../../src/browser/i18n.ts");
    ({ preciseTime, relativeTime } = await import("../../../inspector/views/clock.ts"));
  });

  /** @returns what `find` returns while the messages are in one language and the browser is in another */
  function within<Found>(words: string, browsers: string, find: () => Found): Found {
    const small = withSmallDocument(CATALOGUES.get(words) as Catalogue, browsers);
    try {
      return find();
    } finally {
      small.end();
    }
  }

  it("decides how a number is written, but not a text of digits", () => {
    const said = () => [i18n.text("inspectCount", 1_204.5), i18n.text("inspectCount", "1204")];
    assert.deepEqual(within("en", "en-US", said), ["Messages: 1,204.5", "Messages: 1204"]);
    assert.deepEqual(within("de", "de", said), ["Nachrichten: 1.204,5", "Nachrichten: 1204"]);
  });

  it("decides how the inspector's times are written", () => {
    const at = new Date(2026, 0, 5, 12, 30, 1, 250).getTime();
    const said = () => [preciseTime(at), relativeTime(-40)];
    assert.deepEqual(within("en", "en-US", said), ["12:30:01.250", "−0.040"]);
    assert.deepEqual(within("de", "de", said), ["12:30:01,250", "−0,040"]);
  });

  it("does not turn a time that counts from a file's first message into a time of day", () => {
    assert.equal(
      within("en", "en-US", () => preciseTime(61_250)),
      "+61.250",
    );
  });

  it("has a region, which dates and numbers follow if the messages are in the same language", () => {
    assert.equal(within("en", "en-GB", i18n.language), "en-GB");
    assert.equal(within("de", "de-CH", i18n.language), "de-CH");
  });

  it("does not matter if the messages are in another language", () => {
    assert.equal(within("en", "fr", i18n.language), "en");
    assert.equal(within("de", "dex", i18n.language), "de");
  });
});
