import assert from "node:assert/strict";
import { probesFor } from "../../../src/host-support/probe.ts";
import { addVersions } from "../../../src/host-support/versions.ts";
import { replyTo, type WidgetRequest } from "../../../src/widget-api/message.ts";
import { aWidgetFrame, HOST } from "./widget-side/a-widget-frame.ts";

const OURS = "org.matrix.msc4515";
const ASK: WidgetRequest = {
  api: "fromWidget",
  action: "supported_api_versions",
  requestId: "1",
  widgetId: "w",
  data: {},
};
const says = (...supported_versions: unknown[]) => replyTo(ASK, { supported_versions });

/** A widget's frame, once its page has asked for the versions. */
function asked({ hostHasScript = true } = {}) {
  const frame = aWidgetFrame();
  if (hostHasScript) frame.script({ postdate: "passed", requestId: "1", at: 0 });
  frame.posted.splice(0);
  return frame;
}

describe("a host's versions", () => {
  it("are kept from the widget if ours are not among them, and posted by the script in the host's frame", () => {
    const frame = asked();
    assert.equal(frame.host(says("0.0.1")), true);
    assert.deepEqual(frame.posted, [
      { do: "post", message: { postdate: "versions", message: says("0.0.1", OURS) }, to: HOST },
    ]);
  });

  it("reach the widget once ours are among them", () => {
    const frame = asked();
    frame.host(says("0.0.1"));
    frame.posted.splice(0);
    assert.equal(frame.host(says("0.0.1", OURS)), false);
    assert.deepEqual(frame.posted, []);
  });

  it("are left alone if the host lists ours itself", () => {
    const frame = asked();
    assert.equal(frame.host(says("0.0.1", OURS)), false);
    assert.deepEqual(frame.posted, []);
  });

  it("are left alone if the host's frame has no script to post them", () => {
    const frame = asked({ hostHasScript: false });
    assert.equal(frame.host(says("0.0.1")), false);
    assert.deepEqual(frame.posted, []);
  });

  it("are the same the second time if the host sends them twice: no answer without ours arrives first", () => {
    const frame = asked();
    assert.deepEqual([frame.host(says("0.0.1")), frame.host(says("0.0.1"))], [true, true]);
    assert.equal(frame.host(says("0.0.1", OURS)), false);
    assert.equal(frame.host(says("0.0.1", OURS)), false);
  });

  it("wait for neither the background nor a probe", () => {
    const frame = asked();
    frame.host(says("0.0.1"));
    assert.deepEqual(frame.waiting, []);
  });

  for (const response of [{ error: { message: "No" } }, { supported_versions: "all" }, {}])
    it(`are left alone if the answer is invalid: ${JSON.stringify(response)}`, () => {
      const frame = asked();
      assert.equal(frame.host(replyTo(ASK, response)), false);
      assert.deepEqual(frame.posted, []);
    });

  it("are left alone in an answer to anything else", () => {
    const reply = replyTo({ ...ASK, action: "content_loaded" }, { supported_versions: ["0.0.1"] });
    assert.equal(asked().host(reply), false);
    assert.equal(addVersions(reply), undefined);
  });
});

describe("a host that lists the version and fails at the action", () => {
  const GET: WidgetRequest = { ...ASK, action: "org.matrix.msc4515.get_rtc_transports", requestId: "2" };
  const FAILED = { error: { message: "Unexpected error while getting the RTC transports" } };
  const unknown = (words: string) => ({ error: { message: `${words}: ${GET.action}` } });

  /** A widget's frame whose document the background knows, whose host was probed and lists the version. */
  function known() {
    const frame = aWidgetFrame();
    const features = ["rtc-transports"];
    frame.script({ postdate: "probe", id: "round", features, widgetId: "w", patient: false });
    frame.ends("introduce", true);
    const [probe] = probesFor(features, "w", "round") as [WidgetRequest];
    frame.host(replyTo(probe, { supported_versions: [OURS] }));
    return frame;
  }

  it("is probed for its versions, and the widget never gets that answer", () => {
    const frame = known();
    assert.deepEqual(
      frame.news().filter((said) => said !== "supported_api_versions"),
      ["probing", "tied", "probed knows"],
    );
  });

  it("has its failure passed on", () => {
    const frame = known();
    assert.equal(frame.host(replyTo(GET, FAILED)), false);
    assert.ok(!frame.waiting.some((effect) => effect.do === "take-over"));
  });

  for (const words of [
    "Unknown or unsupported action",
    "Not implemented",
    "Unimplemented action",
    "No handler for",
    "No such action",
    "Unrecognized request",
    "Unrecognised action",
  ])
    it(`is replaced by Postdate if it does not know the action at all, whatever the error: ${words}`, () => {
      const frame = known();
      assert.equal(frame.host(replyTo(GET, unknown(words))), true);
      assert.deepEqual(frame.waiting.at(-1)?.do, "take-over");
    });
});
