import assert from "node:assert/strict";
import type { Model } from "../../../popup/model.ts";
import { EMPTY, type Failure } from "../../../popup/state.ts";
import type { CallMembership } from "../../../src/messaging/views/calls.ts";
import type { GivenConsent } from "../../../src/messaging/views/consents.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";
import { CATALOGUES, type Catalogue } from "./catalogues.ts";
import { everyDelay } from "./popup-states.ts";
import { useLanguage } from "./shown.ts";

const at = new Date(2026, 0, 5, 19, 3, 4).getTime();
const now = at + 60_000;
const limited: Failure = { action: "send", refusal: { ok: false, error: "8", reason: "limited", at } };
const call: CallMembership = {
  userId: "@4:5.example",
  room: { id: "!8" },
  type: "9",
  stateKey: "",
  from: "here",
  since: at,
  expiresAt: at,
};
const consent: GivenConsent = {
  partition: "default",
  client: "https://3.example",
  userId: "@4:5.example",
  widget: "https://1.example",
  features: [],
  givenAt: at,
};
const isAmerican = (words: string) => /\d\s[AP]M\b|\bJan \d/.test(words);

describe("times in German text, in an American English browser,", () => {
  const { wordsOf } = useLanguage(CATALOGUES.get("de") as Catalogue, "en-US");
  let Popup: typeof import("../../../popup/app.tsx").App;
  let Details: typeof import("../../../popup/delays/delay-details.tsx").DelayDetails;
  let Failed: typeof import("../../../popup/delays/failure-note.tsx").FailureNote;
  let Call: typeof import("../../../popup/calls/left-behind-call.tsx").LeftBehindCall;
  let Consent: typeof import("../../../options/given-consent.tsx").GivenConsentRow;
  before(async () => {
    ({ App: Popup } = await import("../../../popup/app.tsx"));
    ({ DelayDetails: Details } = await import("../../../popup/delays/delay-details.tsx"));
    ({ FailureNote: Failed } = await import("../../../popup/delays/failure-note.tsx"));
    ({ LeftBehindCall: Call } = await import("../../../popup/calls/left-behind-call.tsx"));
    ({ GivenConsentRow: Consent } = await import("../../../options/given-consent.tsx"));
  });

  it("are written the German way in lists", () => {
    const delays = everyDelay().map((delay) => ({ ...delay, scheduledAt: at, dueAt: at, endedAt: at }));
    const none = { refused: [] };
    const overview: Overview = { diagnosis: "ready", ...none, delays };
    const words = wordsOf(<Popup state={{ ...EMPTY, overview }} model={{} as Model} />);
    assert.deepEqual(words.filter(isAmerican), []);
  });

  it("are written the German way in the details of a delay, call or consent", () => {
    const delays = everyDelay().map((delay) => ({ ...delay, scheduledAt: at, dueAt: at, endedAt: at }));
    const ask = async () => undefined;
    for (const view of [
      ...delays.map((delay) => <Details delay={delay} ask={ask} />),
      <Failed failure={limited} now={now} />,
      <Call call={call} now={now} namesAccount={false} leave={ask} />,
      <Consent consent={consent} namesFeatures={false} revoke={ask} />,
    ]) {
      const words = wordsOf(view);
      assert.deepEqual(words.filter(isAmerican), []);
      assert.ok(
        words.some((each) => /19:03|5\.1\.|05\.01\.|5\. Jan/.test(each)),
        words.join("\n"),
      );
    }
  });
});
