import type { Page } from "puppeteer-core";
import * as v from "valibot";
import { until } from "../until.ts";
import type { TestBrowser } from "./contract.ts";
import { type BidiConnection, connectionOf } from "./firefox-bidi.ts";
import { FOCUSED, readFocus } from "./keyboard.ts";
import type { ToolbarPopup } from "./toolbar-popup-contract.ts";

const Windows = v.object({ contexts: v.tupleWithRest([v.object({ context: v.string() })], v.unknown()) });
const Called = v.union([
  v.object({ type: v.literal("success"), result: v.object({ value: v.optional(v.unknown()) }) }),
  v.object({ type: v.literal("exception"), exceptionDetails: v.object({ text: v.string() }) }),
]);

// The next three run in Firefox's own window, like firefox-inside.js. Their undeclared names are Firefox's own.

const TRIGGER = `async (id) => {
  const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const { extension } = WebExtensionPolicy.getByID(id);
  await ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
}`;

// Runs a function in the popup, which the protocol does not reach. \`content\` is the popup's window.
const INSIDE = `async (id, name, source, selector, within) => {
  const { extension } = WebExtensionPolicy.getByID(id);
  const popup = [...extension.views].find(({ viewType }) => viewType === "popup");
  if (!popup) throw new Error("No popup is open.");
  const manager = popup.xulBrowser.messageManager;
  // A script is lost while the popup loads or unloads its page. A late script must not click a second time.
  const deadline = Date.now() + Number(within) - 500;
  const answer = new Promise((resolve, reject) => {
    manager.addMessageListener(name, ({ data }) => resolve(data));
    setTimeout(() => reject(new Error("The popup has not answered.")), Number(within));
  });
  const answered = "(" + source + ")(" + JSON.stringify(selector) + ")";
  const run = "Promise.resolve(" + answered + ").then((value) => sendAsyncMessage(" + JSON.stringify(name) + ", value))";
  const script = "if (Date.now() < " + deadline + ") " + run;
  manager.loadFrameScript("data:," + encodeURIComponent(script), false);
  return answer;
}`;

const CLOSE = `async (id) => {
  const { extension } = WebExtensionPolicy.getByID(id);
  const popup = [...extension.views].find(({ viewType }) => viewType === "popup");
  popup?.xulBrowser.closest("panel").hidePopup();
}`;

const IS_THERE = `(selector) => content.document.querySelector(selector) !== null`;

// How long the page may take to receive a click (ms).
const HEARD_WITHIN = 500;

// An opening panel may swallow a click, so a click counts once the page has received it.
const CLICK = `(selector) => {
  const element = content.document.querySelector(selector);
  if (!element) return false;
  const isHeard = new Promise((resolve) => {
    content.addEventListener("click", () => resolve(true), { capture: true, once: true });
    content.setTimeout(resolve, ${HEARD_WITHIN}, false);
  });
  element.scrollIntoView({ block: "nearest" });
  const { x, y, width, height } = element.getBoundingClientRect();
  for (const [type, clickCount] of [["mousemove", 0], ["mousedown", 1], ["mouseup", 1]])
    content.synthesizeMouseEvent(type, x + width / 2, y + height / 2, { button: 0, clickCount }, {});
  return isHeard;
}`;

// Keys go to the popup's own window, because without a screen the browser's window has no focus.
const PRESS = `(key) => {
  const processor = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
  processor.beginInputTransactionForTests(content);
  const keyCode = { Tab: 9, Enter: 13, Escape: 27 }[key];
  const event = new content.KeyboardEvent("", { key, code: key, keyCode });
  processor.keydown(event);
  processor.keyup(event);
  return true;
}`;

const FOCUS = `() => (${FOCUSED})(content)`;

/** How long the popup may take to answer (ms): for repeatable questions, and for actions that must not run twice. */
const SOON = 2_500;
const ONCE = 15_000;

let calls = 0;

/**
 * Firefox's part of `openToolbarPopup`. Only Firefox's own window can reach the popup's panel; WebDriver BiDi cannot.
 */
export async function openFirefoxPopup(browser: TestBrowser, over: Page): Promise<ToolbarPopup> {
  const connection = connectionOf(browser.puppeteer);
  const { id = "" } = browser.extension ?? {};
  const window = await ownWindow(connection);
  const call = (run: string, ...args: string[]) => callIn(connection, window, run, [id, ...args]);
  const inPopup = (run: string, given: string, within = SOON) =>
    call(INSIDE, `postdate-test:popup-${calls++}`, run, given, String(within));
  const isTrue = (run: string, selector: string) => inPopup(run, selector).then((value) => value === true);
  await call(TRIGGER);
  return {
    shows: (selector) => until(`the popup shows ${selector}`, () => isTrue(IS_THERE, selector)),
    click: (selector) => until(`the popup takes a click on ${selector}`, () => isTrue(CLICK, selector)),
    press: async (key) => void (await inPopup(PRESS, key, ONCE)),
    focus: async () => readFocus(await inPopup(FOCUS, "")),
    answerPermissionPrompt: (answer) => browser.answerPermissionPrompt(over, answer),
    async close() {
      await call(CLOSE);
    },
  };
}

async function ownWindow(connection: BidiConnection): Promise<string> {
  const tree = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  return v.parse(Windows, tree.result).contexts[0].context;
}

async function callIn(connection: BidiConnection, context: string, run: string, args: string[]) {
  const { result } = await connection.send("script.callFunction", {
    functionDeclaration: run,
    awaitPromise: true,
    target: { context },
    arguments: args.map((value) => ({ type: "string", value })),
  });
  const called = v.parse(Called, result);
  if (called.type === "exception") throw new Error(called.exceptionDetails.text);
  return called.result.value;
}
