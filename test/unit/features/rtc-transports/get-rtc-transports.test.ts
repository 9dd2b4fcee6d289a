import assert from "node:assert/strict";
import type { Rights } from "../../../../src/features/feature.ts";
import { actionFor, featureOf, performerFor } from "../../../../src/features/features.ts";
import { rtcTransports } from "../../../../src/features/rtc-transports/feature.ts";
import { getRtcTransports } from "../../../../src/features/rtc-transports/get-rtc-transports.ts";
import { probedBy } from "../../../../src/host-support/probe.ts";
import { WidgetError } from "../../../../src/widget-api/errors.ts";
import { replyTo, type WidgetRequest } from "../../../../src/widget-api/message.ts";

const ACTION = "org.matrix.msc4515.get_rtc_transports";
const LIVEKIT = { type: "livekit", livekit_service_url: "https://jwt.example" };
const GET: WidgetRequest = { api: "fromWidget", action: ACTION, data: {} };

/** Performs the action for a widget with these capabilities, at a homeserver with these transports. */
function perform(held: string[], found: object[] | undefined, refused: string[] = []) {
  let asked = 0;
  const among = (list: string[]) => (names: readonly string[]) => names.some((name) => list.includes(name));
  const rights = { hasAny: among(held), hasRefused: among(refused) };
  const homeserver = () => ({
    rtcTransports: async () => {
      asked += 1;
      return found as never;
    },
  });
  const response = getRtcTransports.perform({}, { rights: rights as Rights, homeserver });
  return { response, asked: () => asked };
}
const HELD = ["org.matrix.msc4515.rtc_transports"];

describe("get_rtc_transports", () => {
  it("is an action of a feature that a host may try", () => {
    const action = actionFor(GET) ?? assert.fail();
    assert.equal(featureOf(action).id, "rtc-transports");
    assert.equal(featureOf(action).whileUnknown, "pass");
    assert.equal(performerFor(GET), getRtcTransports);
    assert.ok(action.answerWithin < 10_000, "the widget's transport gives up after 10 s");
  });

  for (const action of ["get_rtc_transports", "org.matrix.msc4515", `${ACTION}_`])
    it(`does not match the action ${action}`, () => {
      assert.equal(actionFor({ ...GET, action }), undefined);
    });

  it("is answered with the homeserver's transports, whatever the request's data", async () => {
    assert.deepEqual(await perform(HELD, [LIVEKIT]).response, { rtc_transports: [LIVEKIT] });
  });

  it("is answered with an empty list if the homeserver says that there are none", async () => {
    assert.deepEqual(await perform(HELD, []).response, { rtc_transports: [] });
  });

  it("fails like the reference host if nothing is found, with a 404, after which Element Call does not ask again", async () => {
    await assert.rejects(perform(HELD, undefined).response, (error: WidgetError) => {
      assert.ok(error instanceof WidgetError);
      assert.equal(error.message, "Unexpected error while getting the RTC transports");
      assert.equal(error.matrixApiError?.http_status, 404);
      return true;
    });
  });

  for (const held of [[], ["org.matrix.msc4157.send.delayed_event"], ["org.matrix.msc4515"]])
    it(`causes no request without its capability: ${JSON.stringify(held)}`, async () => {
      const { response, asked } = perform(held, [LIVEKIT]);
      const matrixApiError = undefined;
      await assert.rejects(response, { name: "WidgetError", message: "Missing capability", matrixApiError });
      assert.equal(asked(), 0);
    });

  it("is refused for good if the user has refused its capability, so Element Call does not ask again", async () => {
    const { response, asked } = perform([], [LIVEKIT], HELD);
    await assert.rejects(response, (error: WidgetError) => {
      assert.deepEqual([error.message, error.matrixApiError?.http_status], ["Missing capability", 403]);
      return true;
    });
    assert.equal(asked(), 0);
  });
});

describe("a host that is probed for get_rtc_transports", () => {
  const isKnown = (response: Record<string, unknown>) =>
    rtcTransports.isKnownBy(replyTo({ ...GET, ...rtcTransports.probe }, response));

  it("is asked for its versions, which it lists without a request to its homeserver", () => {
    assert.equal(rtcTransports.probe.action, "supported_api_versions");
  });

  it("can be told the probe from the widget's own request", () => {
    const own = { ...GET, action: "supported_api_versions", data: {} };
    assert.equal(probedBy(own), undefined);
    assert.equal(probedBy({ ...own, ...rtcTransports.probe }), rtcTransports);
  });

  it("knows the action if it lists the version", () => {
    assert.equal(isKnown({ supported_versions: ["0.0.1", "org.matrix.msc4515"] }), true);
  });

  for (const response of [
    { supported_versions: ["0.0.1", "org.matrix.msc4533"] },
    { supported_versions: "org.matrix.msc4515" },
    { supported_versions: [{ name: "org.matrix.msc4515" }] },
    { error: { message: "org.matrix.msc4515" } },
    {},
  ])
    it(`does not know the action if it answers ${JSON.stringify(response)}`, () => {
      assert.equal(isKnown(response), false);
    });
});
