import assert from "node:assert/strict";
import { createImportedLog } from "../../../inspector/export/imported-log.ts";
import { numberedLines } from "../../../inspector/export/lines.ts";
import { createMasking } from "../../../inspector/export/mask.ts";
import { type Imported, readTraffic } from "../../../inspector/export/read.ts";
import { handshakeOf } from "../../../inspector/readings/handshake.ts";
import { lanesOf } from "../../../inspector/readings/lanes.ts";
import { endOf } from "../../../inspector/rows.ts";
import { read } from "./documents.ts";

const FILE = "docs/samples/call.ndjson";
const MOST = { lines: 40, characters: 30_000 };

describe("the sample of the inspector's file", () => {
  const text = read(FILE);
  const lines = text.trim().split("\n");
  let sample: Imported;
  before(async () => {
    sample = await readTraffic(numberedLines([text]), async () => {});
  });

  it("is read completely, and is short enough for people to read", () => {
    assert.deepEqual([sample.faults, sample.isComplete], [[], true]);
    assert.ok(
      lines.length <= MOST.lines && text.length <= MOST.characters,
      `${lines.length}, ${text.length}`,
    );
  });

  it("contains a call: its handshake, and its delay from the first request to the last", () => {
    const [conversation] = sample.conversations;
    assert.ok(conversation);
    const end = endOf(createImportedLog(sample));
    assert.ok(handshakeOf(conversation, sample.rows, end).length > 2);
    const [lane, ...others] = lanesOf(sample.rows, end);
    const beats = lane?.beats.map(({ action }) => action) ?? [];
    assert.deepEqual([others, beats.at(0), beats.at(-1)], [[], "schedule", "send"]);
    assert.ok(beats.includes("restart"));
  });

  it("contains nothing that looks like a secret, and says what was masked", () => {
    const masking = createMasking();
    // The end names kinds of secrets, and how many there were.
    for (const line of lines.slice(0, -1)) assert.equal(JSON.stringify(masking.mask(JSON.parse(line))), line);
    assert.deepEqual(masking.counts(), {});
    assert.doesNotMatch(text, /sy[trd]_|ma[rt]_|mc[rt]_|eyJ|bearer \S/i);
    assert.ok((sample.end?.masked.delay_id ?? 0) > 0 && (sample.end?.masked.openid_token ?? 0) > 0);
  });

  it("is explained line by line", () => {
    const explained = [...read("docs/inspector-format.md").matchAll(/^\| (\d+)(?:–(\d+))? \|/gm)];
    const numbers = explained.flatMap(([, from = "", to = from]) =>
      Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
    );
    assert.deepEqual(
      numbers,
      lines.map((_, index) => index + 1),
    );
  });
});
