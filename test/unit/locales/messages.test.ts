import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

interface Message {
  message: string;
  description: string;
  placeholders?: Record<string, { content: string; example: string }>;
}
const messages = Object.entries(JSON.parse(read("_locales/en/messages.json")) as Record<string, Message>);
const keys = messages.map(([key]) => key);

/** All shipped files that may name a message. */
const sources = ["popup", "options", "consent", "inspector", "welcome", "ui", "src"]
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.tsx?$/.test(file))
  .map(read)
  .join("\n");
const manifest = read("manifest.json");

describe("the messages for users", () => {
  it("have names that Chromium accepts, since it refuses to load an extension with any other", () => {
    assert.deepEqual(
      keys.filter((key) => !/^\w+$/.test(key)),
      [],
    );
  });

  it("exist for every name in the code", () => {
    const named = [
      ...[...sources.matchAll(/\btext\("(\w+)"/g)].map(([, key]) => key),
      ...[...manifest.matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key),
    ];
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter((key) => !keys.includes(key as string)),
      [],
    );
  });

  it("are all used", () => {
    const unused = keys.filter(
      (key) => !sources.includes(`"${key}"`) && !manifest.includes(`__MSG_${key}__`),
    );
    assert.deepEqual(unused, []);
  });

  it("describe their purpose to translators", () => {
    for (const [key, { description }] of messages) assert.ok(description, key);
  });

  it("have a name, a place and an example for every placeholder, and no other placeholders", () => {
    for (const [key, { message, placeholders = {} }] of messages) {
      const gaps = [...message.matchAll(/\$(\w+)\$/g)].map(([, gap]) => gap?.toLowerCase());
      assert.deepEqual(Object.keys(placeholders), gaps, key);
      const places = Object.values(placeholders).map(({ content }) => content);
      assert.deepEqual(
        places,
        gaps.map((_, index) => `$${index + 1}`),
        key,
      );
      assert.ok(Object.values(placeholders).every(({ example }) => example));
    }
  });

  it("contain no proposal number, and only the user's term for delayed events", () => {
    for (const [key, { message }] of messages) assert.doesNotMatch(message, /MSC\s?\d|futures?\b/i, key);
  });

  it("describe the extension in the 132 characters that stores accept", () => {
    const [, description] = messages.find(([key]) => key === "description") ?? [];
    assert.ok(description && description.message.length <= 132);
  });
});
