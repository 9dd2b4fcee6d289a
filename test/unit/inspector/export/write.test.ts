import assert from "node:assert/strict";
import fc from "fast-check";
import type { Row } from "../../../../inspector/log/row.ts";
import { leg, row } from "../filter/rows.ts";
import { anyRow } from "./arbitraries.ts";
import { fileOf } from "./files.ts";

const parsed = (lines: string[]) => lines.map((line) => JSON.parse(line));
const one = (change: Partial<Row> = {}) => row({ conversation: 1, at: 1_700_000_001_000, ...change });

describe("an exported file", () => {
  it("begins with a head that says what the file is, and where and how it was made", async () => {
    const [head] = parsed(await fileOf([one()], { rows: "filtered", filter: "is:error token=abc" }));
    assert.deepEqual(head, {
      is: "head",
      format: "postdate-traffic",
      version: 1,
      when: 1_750_000_000_000,
      extension: "1.2.3",
      hosts: ["https://client.example"],
      rows: "filtered",
      filter: "is:error token=token#1",
      times: "epoch",
      masked: true,
      fellOut: { rows: 4, payloads: 500 },
    });
  });

  it("has each conversation once, then the rows, and an end that counts the masked secrets", async () => {
    const lines = parsed(
      await fileOf([
        one({ serial: 1 }),
        one({ serial: 2, reply: leg({ response: { delay_id: "secret-A1" } }) }),
      ]),
    );
    assert.deepEqual(
      lines.map(({ is }) => is),
      ["head", "conversation", "row", "row", "end"],
    );
    assert.deepEqual(lines.at(-1), { is: "end", conversations: 1, rows: 2, masked: { delay_id: 1 } });
  });

  it("has one JSON object in each line, whatever the pages posted", async () => {
    const lines = await fileOf([one({ request: leg({ body: "a\nb\u2028" }) })]);
    for (const line of lines) assert.ok(line.endsWith("\n") && !line.slice(0, -1).includes("\n"));
  });

  it("writes a message that was delivered unchanged only once", async () => {
    const changed = { sent: leg({ a: 1 }).sent, delivered: leg({ a: 2 }).sent };
    const [, , plain, other] = parsed(await fileOf([one({ serial: 1 }), one({ serial: 2, reply: changed })]));
    assert.equal(plain.reply.delivered, "as sent");
    assert.deepEqual([other.reply.sent.payload, other.reply.delivered.payload], [{ a: 1 }, { a: 2 }]);
  });

  it("also masks a secret in rows before the one that reveals it, in paths, errors and actions", async () => {
    const secret = "secret-A1";
    const path = `/x/delayed_events/${secret}`;
    const lines = await fileOf([
      one({
        serial: 1,
        request: leg({ body: `about ${secret}` }, 1, `no ${secret}`),
        requestId: secret,
        action: `a ${secret}`,
      }),
      one({ serial: 2, requests: [{ method: "POST", path, took: 3, status: 404, errcode: `M_${secret}` }] }),
      one({ serial: 3, duplicates: [leg({ response: { delay_id: secret } })] }),
    ]);
    assert.ok(!lines.join("").includes(secret));
    const [, , first, second] = parsed(lines);
    assert.deepEqual(
      [first.requestId, first.action, first.request.sent.error, second.requests[0].path],
      ["delay_id#1", "a delay_id#1", "no delay_id#1", "/x/delayed_events/delay_id#1"],
    );
  });

  it("keeps its own keywords even if a page makes one of them a secret", async () => {
    const [, , written] = parsed(
      await fileOf([
        one({ state: "timed-out", reply: leg({ response: { delay_ids: ["timed-out", "fromWidget"] } }) }),
      ]),
    );
    assert.deepEqual([written.state, written.api], ["timed-out", "fromWidget"]);
  });

  it("includes secrets only on request, and then says so", async () => {
    const rows = [one({ reply: leg({ response: { delay_id: "secret-A1" } }) })];
    const lines = await fileOf(rows, { unmasked: true });
    assert.ok(lines.join("").includes("secret-A1"));
    assert.deepEqual([parsed(lines)[0].masked, parsed(lines).at(-1).masked], [false, {}]);
  });

  it("has times relative to the first one on request, and then no creation time", async () => {
    const [head, conversation, first] = parsed(
      await fileOf([one({ request: leg({}, 1_700_000_001_000), reply: leg({}, 1_700_000_001_020) })], {
        times: "relative",
      }),
    );
    assert.equal(head.when, undefined);
    assert.deepEqual([conversation.since, first.at, head.times], [0, 999, "relative"]);
    assert.deepEqual([first.request.sent.at, first.reply.sent.at], [999, 1_019]);
  });

  it("is complete without rows, and leaves out rows that the log has dropped", async () => {
    assert.deepEqual(
      parsed(await fileOf([])).map(({ is }) => is),
      ["head", "end"],
    );
    const { linesOf } = await import("../../../../inspector/export/write.ts");
    const log = { row: () => undefined, conversation: () => undefined, fellOut: { rows: 1, payloads: 0 } };
    const options = {
      rows: "all",
      times: "epoch",
      when: 0,
      extension: "1",
      pause: async () => undefined,
    } as const;
    const lines: string[] = [];
    for await (const line of linesOf(log, [1, 2], options)) lines.push(line);
    assert.equal(parsed(lines).at(-1).rows, 0);
  });

  it("pauses between slices", async () => {
    let pauses = 0;
    const rows = Array.from({ length: 250 }, (_, place) => one({ serial: place + 1 }));
    const pause = async () => {
      pauses += 1;
    };
    await fileOf(rows, { pause });
    assert.equal(pauses, 10);
  });

  it("contains no row's delay_id anywhere", async () => {
    const secret = fc.stringMatching(/^[A-Z]{4}[0-9]{6}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 4 }), secret, async (rows, it) => {
        const planted = rows.map((each, place) => ({
          ...each,
          action: `${each.action}${it}`,
          ...(place === rows.length - 1 && { reply: leg({ response: { delay_id: it } }) }),
          requests: [{ method: "POST", path: `/a/${it}/b`, took: 1 }],
        }));
        assert.ok(!(await fileOf(planted)).join("").includes(it));
      }),
    );
  });
});
