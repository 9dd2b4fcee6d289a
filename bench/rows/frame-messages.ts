import path from "node:path";
import { build, type Plugin } from "esbuild";
import type { Page } from "puppeteer-core";
import type { Browsers } from "../browsers.ts";
import { type Samples, takeTurns } from "../contest.ts";

/** The number of messages in one sample. */
const MESSAGES = 10_000;
const CONTENT = path.resolve(import.meta.dirname, "../../src/content");

/** Runs in the page: calls the script's listener with a number of events, each a message of a widget. */
const RUN = `
  import { listen } from "./listen.ts";
  let hear;
  const { addEventListener } = window;
  window.addEventListener = (_, listener) => { hear = listener; };
  listen([{ hear: () => false, hearScript() {} }]);
  window.addEventListener = addEventListener;
  const source = document.body.appendChild(document.createElement("iframe")).contentWindow;
  const origin = "https://widget.example";
  const stopImmediatePropagation = () => {};
  export const run = (count) => {
    const begin = performance.now();
    for (let index = 0; index < count; index += 1) {
      const data = { api: "fromWidget", action: "send_event", requestId: "r" + index, widgetId: "w", data: {} };
      hear({ data, isTrusted: true, source, origin, stopImmediatePropagation });
    }
    return performance.now() - begin;
  };`;

/** Replaces a content script's observer. */
const UNOBSERVED = `export const noteHeard = () => undefined;`;

/**
 * Measures how long a frame's script takes for 10,000 messages of a widget while no inspector is open (ms), with and
 * without its observer. The browser's own time to deliver a message is not included.
 */
export async function frameMessages({ none }: Browsers, rounds: number): Promise<Samples<"messages">> {
  const page = await none.newPage("about:blank");
  const without = await arm(page, "without", [unobserved()]);
  const arms = { without, again: without, observed: await arm(page, "observed", []) };
  return takeTurns(["messages"], arms, rounds);
}

async function arm(page: Page, name: string, plugins: Plugin[]) {
  const script = await bundle(name, plugins);
  await page.evaluate(`${script}; globalThis.${name} = ${name}; undefined`);
  return async () => ({ messages: Number(await page.evaluate(`${name}.run(${MESSAGES})`)) });
}

async function bundle(globalName: string, plugins: Plugin[]): Promise<string> {
  const stdin = { contents: RUN, resolveDir: CONTENT, loader: "ts" } as const;
  const options = { bundle: true, write: false, format: "iife", target: "es2022" } as const;
  const { outputFiles } = await build({ ...options, stdin, globalName, plugins });
  return outputFiles[0]?.text ?? "";
}

function unobserved(): Plugin {
  return {
    name: "unobserved",
    setup({ onLoad }) {
      onLoad({ filter: /content[/]observer[.]ts$/ }, () => ({ contents: UNOBSERVED, loader: "ts" }));
    },
  };
}
