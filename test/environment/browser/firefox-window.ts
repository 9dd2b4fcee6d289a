import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import type { BidiConnection } from "./firefox-bidi.ts";
import { type Log, levelOf } from "./log.ts";

const INSIDE = new URL("firefox-inside.js", import.meta.url);
const LOG_CHANNEL = "postdate-test:log";
/** No call takes this long (ms). The limit lets an error name the call that hangs, not only the test. */
const LIMIT_MS = 20_000;

const Windows = v.object({ contexts: v.tupleWithRest([v.object({ context: v.string() })], v.unknown()) });
const Called = v.union([
  v.object({ type: v.literal("success"), result: v.object({ value: v.optional(v.string()) }) }),
  v.object({ type: v.literal("exception"), exceptionDetails: v.object({ text: v.string() }) }),
]);
const Line = v.object({
  source: v.picklist(["page", "extension"]),
  kind: v.picklist(["console", "error", "crash"]),
  level: v.string(),
  text: v.string(),
  url: v.string(),
});

export interface FirefoxWindow {
  /**
   * Calls one of the functions of `firefox-inside.js`.
   * @returns its result, through JSON
   * @throws Error with the text of its error
   */
  call(name: string, ...args: string[]): Promise<unknown>;
}

/** Loads `firefox-inside.js` into Firefox's window, and logs the extension's console from then on. */
export async function enterFirefox(connection: BidiConnection, log: Log): Promise<FirefoxWindow> {
  const tree = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  const { context } = v.parse(Windows, tree.result).contexts[0];

  async function run(functionDeclaration: string, args: object[]): Promise<string | undefined> {
    const { result } = await connection.send("script.callFunction", {
      functionDeclaration,
      awaitPromise: true,
      target: { context },
      arguments: args,
    });
    const called = v.parse(Called, result);
    if (called.type === "exception") throw new Error(called.exceptionDetails.text);
    return called.result.value;
  }

  connection.on("script.message", (message: { channel: string; data: { value?: unknown } }) => {
    if (message.channel !== LOG_CHANNEL) return;
    const { level, ...line } = v.parse(v.pipe(v.string(), v.parseJson(), Line), message.data.value);
    log({ ...line, level: levelOf(level) });
  });
  await run(`(log) => {\n${await readFile(INSIDE, "utf8")}\n}`, [
    { type: "channel", value: { channel: LOG_CHANNEL } },
  ]);

  return {
    async call(name, ...args) {
      const json = await within(
        name,
        run(
          "async (name, ...args) => JSON.stringify(await globalThis.postdateTest[name](...args))",
          [name, ...args].map((value) => ({ type: "string", value })),
        ),
      );
      return json === undefined ? undefined : JSON.parse(json);
    },
  };
}

async function within<T>(name: string, answer: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const late = setTimeout(LIMIT_MS, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`Firefox has not done "${name}" in ${LIMIT_MS} ms.`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    limit.abort();
  }
}
