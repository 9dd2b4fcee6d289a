import assert from "node:assert/strict";
import { readPayload, someText } from "../../../../inspector/log/payload-text.ts";
import type { Said } from "../../../../inspector/log/row.ts";
import { leg, row } from "../filter/rows.ts";

const textsOf = (one: Parameters<typeof someText>[0]) => {
  const texts: string[] = [];
  someText(one, (json) => texts.push(json) === 0);
  return texts;
};
const said = (payload: object): Said => ({ at: 0, size: 0, payload });

describe("the text of payloads", () => {
  it("is every payload of a row once, as JSON in lower case", () => {
    const [one, other] = [leg({ A: 1 }), { sent: said({ B: 2 }), delivered: said({ C: 3 }) }];
    const texts = textsOf(row({ request: one, reply: other, duplicates: [leg({ D: 4 })] }));
    assert.deepEqual(texts, ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}']);
  });

  it("is made once, when the message arrives", () => {
    const payload = { body: "First" };
    assert.equal(readPayload(payload), '{"body":"First"}'.length);
    payload.body = "second";
    assert.deepEqual(textsOf(row({ request: { sent: said(payload) }, reply: undefined })), [
      '{"body":"first"}',
    ]);
  });

  it("is missing if the payload was not kept, or is not JSON", () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    assert.equal(readPayload(endless), undefined);
    const kept = { sent: { at: 0, size: 5 }, delivered: said(endless) };
    assert.deepEqual(textsOf(row({ request: kept, reply: undefined })), [""]);
  });
});
