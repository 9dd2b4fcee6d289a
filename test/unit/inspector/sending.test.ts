import assert from "node:assert/strict";
import { createModel } from "../../../inspector/model.ts";
import { createSending, requestIn } from "../../../inspector/sending.ts";
import { conversation, fakeLog, row } from "./fake-rows.ts";

function scene(over: { ended?: number } = {}) {
  const widget = { origin: "https://call.element.io", documentId: "widget-document" };
  const log = fakeLog([conversation(1, { widget, ...over }), conversation(2)]);
  const browser = {
    now: () => 0,
    clock: () => 0,
    pause: async () => {},
    copy: async () => {},
    save: async () => {},
  };
  const model = createModel(log, browser, () => {});
  const sent: [string, object][] = [];
  let isGone = false;
  const sending = createSending(model, async (documentId, again) => {
    if (isGone) throw new Error("The widget is gone");
    sent.push([documentId, again]);
  });
  model.set({ maySend: true });
  return { model, sending, sent, leave: () => (isGone = true) };
}

describe("resending a request", () => {
  it("is offered for a widget's request once the user has allowed it", () => {
    const { model, sending } = scene();
    assert.equal(sending.canSend(row(1)), true);
    model.set({ maySend: false });
    assert.equal(sending.canSend(row(1)), false);
  });

  it("is not offered for the host's requests, for replies alone, or if the widget's document is unknown", () => {
    const { sending } = scene();
    const { request: _, ...replyAlone } = row(1);
    const others = [row(1, { api: "toWidget" }), replyAlone, row(1, { conversation: 2 })];
    assert.deepEqual(others.map(sending.canSend), [false, false, false]);
  });

  it("is not offered once the widget is gone, or from a file", () => {
    assert.equal(scene({ ended: 7 }).sending.canSend(row(1)), false);
    const { model, sending } = scene();
    model.set({ file: { name: "f", rows: 1, problems: [], more: 0 } });
    assert.equal(sending.canSend(row(1)), false);
  });

  it("makes hidden and reversing characters visible, and still sends them unchanged", () => {
    const { model, sending } = scene();
    const data = { body: "\u202egro.lave\u2066 \u{e0041} tab\t ü 語 \u{1f600}" };
    const payload = { api: "fromWidget", action: "send_event", requestId: "r", data };
    sending.edit(row(7, { request: { sent: { at: 0, size: 1, payload } } }));
    const { json = "" } = model.state.editing ?? {};
    assert.match(json, /\\u202egro\.lave\\u2066 \\udb40\\udc41 tab\\t ü 語 \u{1f600}/u);
    assert.deepEqual(requestIn(json)?.data, data);
  });

  it("puts the request into an editor, without the fields that only the first sender can fill", () => {
    const { model, sending, sent } = scene();
    sending.edit(row(7));
    assert.deepEqual(JSON.parse(model.state.editing?.json ?? ""), {
      action: "send_event",
      data: { type: "m.room.message", content: { body: "Hello 7" } },
    });
    assert.deepEqual(sent, []);
    sending.stop();
    assert.equal(model.state.editing, undefined);
  });

  it("sends the edited request to the widget's document, and says so", async () => {
    const { model, sending, sent } = scene();
    await sending.send(1, { action: "a", data: {} });
    assert.deepEqual(
      [sent, model.state.notice],
      [
        [["widget-document", { api: "fromWidget", widgetId: "call", action: "a", data: {} }]],
        ["inspectSentAgain"],
      ],
    );
  });

  it("says that it failed if the widget is gone", async () => {
    const { model, sending, sent, leave } = scene();
    leave();
    await sending.send(1, { action: "a", data: {} });
    assert.deepEqual([sent, model.state.notice], [[], ["inspectNotSent"]]);
  });

  for (const json of ["", "[]", "null", "{}", '{"action":7}', '{"action":""}', '{"action":"a"'])
    it(`is not possible with ${json === "" ? "nothing" : json}`, () => {
      assert.equal(requestIn(json), undefined);
    });
});
