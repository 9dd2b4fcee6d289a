import assert from "node:assert/strict";
import { createFiles } from "../../../inspector/files.ts";
import { createModel } from "../../../inspector/model.ts";
import { conversation, fakeLog, row, START, said } from "./fake-rows.ts";

const TOKEN = "syt_YWxpY2U_secretsecretsecret_000000";

function scene({ fails = false } = {}) {
  const log = fakeLog([conversation(1)]);
  log.put(
    row(1),
    row(2, { action: "read_events" }),
    row(3, { request: { sent: said(START, { data: { token: TOKEN } }) } }),
  );
  const copied: string[] = [];
  const browser = {
    now: () => START,
    clock: () => 0,
    pause: async () => {},
    save: async () => {},
    copy: async (text: string) => void copied.push(text),
  };
  const model = createModel(log, browser, () => {});
  const saved = new Map<string, string>();
  const files = createFiles(model, {
    now: () => START,
    pause: async () => {},
    version: "1.2.3",
    words: () => ({
      columns: { feature: "", action: "", verdict: "", row: "", words: "" },
      request: "Request",
      reply: "Reply",
      delivered: "delivered",
      masked: () => "",
    }),
    async save(name, lines) {
      if (fails) throw new Error("The disk is full");
      let text = "";
      for await (const line of lines) text += line;
      saved.set(name, text);
    },
    read: async function* (file) {
      yield await file.text();
    },
  });
  const lines = () =>
    [...saved.values()]
      .join("")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const serials = () =>
    lines()
      .filter(({ is }) => is === "row")
      .map(({ serial }) => serial);
  return { model, files, saved, copied, lines, serials };
}

const fileOf = (text: string) => new File([text], "saved.ndjson");

describe("the inspector's files", () => {
  it("contain all rows, the listed rows, or the selected one", async () => {
    for (const [which, expected] of [
      ["all", [1, 2, 3]],
      ["filtered", [2]],
      ["selected", [3]],
    ] as const) {
      const { model, files, serials, lines } = scene();
      model.setFilter("read_events");
      model.select(3);
      await files.save(which, { isMasked: true });
      assert.deepEqual(serials(), expected);
      assert.equal(lines()[0].filter, which === "filtered" ? "read_events" : undefined);
    }
  });

  it("contain no secret, and say so", async () => {
    const { model, files, saved } = scene();
    await files.save("all", { isMasked: true });
    const [[name, text] = []] = [...saved];
    assert.equal(name, "postdate-2026-01-05T12-00-00.ndjson");
    assert.ok(text && !text.includes(TOKEN));
    assert.deepEqual(model.state.notice, ["inspectSaved"]);
  });

  it("contain secrets only if the user asked for that", async () => {
    const { model, files, saved } = scene();
    await files.save("all", { isMasked: false });
    assert.ok([...saved.values()].join().includes(TOKEN));
    assert.deepEqual(model.state.notice, ["inspectSavedRaw"]);
  });

  it("are reported as not saved if saving failed", async () => {
    const { model, files } = scene({ fails: true });
    await files.save("all", { isMasked: true });
    assert.deepEqual(model.state.notice, ["inspectSaveFailed"]);
  });

  it("are shown as saved, and live rows afterwards", async () => {
    const { model, files, saved } = scene();
    await files.save("all", { isMasked: true });
    await files.open(fileOf([...saved.values()].join()));
    assert.deepEqual(
      [model.state.file?.name, model.state.file?.rows, model.state.file?.problems],
      ["saved.ndjson", 3, []],
    );
    assert.deepEqual([...model.list.serials], [1, 2, 3]);
    files.close();
    assert.equal(model.state.file, undefined);
  });

  it("keep relative times that they were opened with", async () => {
    const { model, files, saved, lines } = scene();
    model.remember({ relativeTimes: true });
    await files.save("all", { isMasked: true });
    const text = [...saved.values()].join();
    model.remember({ relativeTimes: false });
    await files.open(fileOf(text));
    saved.clear();
    await files.save("all", { isMasked: true });
    assert.deepEqual([lines()[0].times, lines()[0].when], ["relative", undefined]);
    files.close();
    saved.clear();
    await files.save("all", { isMasked: true });
    assert.deepEqual([lines()[0].times, lines()[0].when], ["epoch", START]);
  });

  it("are shown as far as they can be read, with the error of each bad line", async () => {
    const { model, files, saved } = scene();
    await files.save("all", { isMasked: true });
    const lines = [...saved.values()].join().split("\n");
    lines.splice(2, 1, "{");
    await files.open(fileOf(lines.join("\n")));
    const { rows, problems = [] } = model.state.file ?? {};
    assert.equal(rows, 2);
    assert.deepEqual(problems.map(([key, line]) => [key, line])[0], ["inspectFaultNotJson", "3"]);
    assert.ok(problems.some(([key]) => key === "inspectFileIncomplete"));
  });

  for (const [text, ...notice] of [
    ["", "inspectFileEmpty"],
    ...["hello", "{}", '{"is":"head","format":"har"}'].map((text) => [text, "inspectFileFailed", "1"]),
    ['{"is":"head","format":"postdate-traffic","version":2}', "inspectFaultNewer", "1", "2"],
  ])
    it(`are not shown if they are of another kind or version: ${JSON.stringify(text)}`, async () => {
      const { model, files } = scene();
      await files.open(fileOf(text ?? ""));
      assert.equal(model.state.file, undefined);
      assert.deepEqual(model.state.notice, notice);
      assert.deepEqual([...model.list.serials], [1, 2, 3]);
    });

  it("are shown in the order of the user's choices, however long each takes to read", async () => {
    const { model, files, saved } = scene();
    await files.save("all", { isMasked: true });
    const text = [...saved.values()].join();
    let read: (text: string) => void = () => assert.fail("The file was not read");
    const slow = Object.assign(fileOf(""), {
      text: () =>
        new Promise<string>((resolve) => {
          read = resolve;
        }),
    });
    const opening = files.open(slow);
    await files.open(new File([text], "second.ndjson"));
    read(text);
    await opening;
    assert.deepEqual([model.state.file?.name, model.state.notice], ["second.ndjson", undefined]);
    const again = files.open(slow);
    files.close();
    read(text);
    await again;
    assert.deepEqual([model.state.file, model.state.notice], [undefined, undefined]);
  });

  it("can be copied as Markdown without secrets, for the listed rows or one row", async () => {
    const { model, files, copied } = scene();
    model.setFilter("send_event");
    await files.copyShown();
    await files.copyRow(2);
    assert.deepEqual(
      copied.map((text) => [...text.matchAll(/<summary>(\d+)/g)].map(([, serial]) => serial)),
      [["1", "3"], ["2"]],
    );
    assert.ok(!copied.join().includes(TOKEN));
  });
});
