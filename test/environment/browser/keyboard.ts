import { type Page, ProtocolError } from "puppeteer-core";
import * as v from "valibot";
import { until } from "../until.ts";

/** A page that is used by keyboard alone. */
export interface Keyboard {
  /** Presses a key, as `KeyboardEvent.key` names it. */
  press(key: "Tab" | "Enter" | "Escape"): Promise<void>;
  /** The element with the keyboard focus; undefined if there is none. */
  focus(): Promise<Focus | undefined>;
}

/** Where the keyboard focus is in a page. */
const FocusShape = v.object({
  /** The element's `data-testid`, or its name if it has none. */
  on: v.string(),
  /** Whether an outline shows the focus, on the element or on its row's overlay. */
  isSeen: v.boolean(),
});
type Focus = v.InferOutput<typeof FocusShape>;

/** Runs in a page, and takes its window. @returns a `Focus` as JSON; "null" without a focus */
export const FOCUSED = `(window) => {
  const { activeElement, body } = window.document;
  if (!activeElement || activeElement === body) return "null";
  const isOutlined = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const styles = [null, "::after"].map((part) => window.getComputedStyle(activeElement, part));
  return JSON.stringify({
    on: activeElement.getAttribute("data-testid") ?? activeElement.localName,
    isSeen: styles.some(isOutlined),
  });
}`;

/** @returns the result of `FOCUSED`; undefined without a focus */
export function readFocus(json: unknown): Focus | undefined {
  return v.parse(v.pipe(v.string(), v.parseJson(), v.nullable(FocusShape)), json) ?? undefined;
}

/** @returns the keyboard of a page that the protocol can reach */
export function keyboardOf(page: Page): Keyboard {
  return {
    // The page may be gone before the key is released.
    press: (key) => page.keyboard.press(key).catch(unlessGone),
    focus: async () => readFocus(await page.evaluate(`(${FOCUSED})(window)`)),
  };
}

/** Ignores the error of a page that has closed meanwhile. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof ProtocolError)) throw error;
}

/** More tab stops than any page has. */
const STOPS = 40;

/** Presses Tab until the element with this data-testid has the focus. The focus must be visible at every stop. */
export async function tabTo(keyboard: Keyboard, name: string): Promise<void> {
  const stops: string[] = [];
  while (stops.length < STOPS) {
    await keyboard.press("Tab");
    const { on } = await seenFocus(keyboard, stops);
    if (on === name) return;
    stops.push(on);
  }
  throw new Error(`Tab does not get to ${name}: ${stops.join(", ")}`);
}

/** How long a new popup may take to draw its focus (ms): Firefox activates the popup's window late. */
const DRAWN_WITHIN = 10_000;

async function seenFocus(keyboard: Keyboard, stops: string[]): Promise<Focus> {
  let focus: Focus | undefined;
  await until(
    `an element has visible focus after ${stops.join(", ")}`,
    async () => {
      focus = await keyboard.focus();
      if (focus && !focus.isSeen) throw new Error(`Nothing shows that ${focus.on} has the focus`);
      return focus !== undefined;
    },
    DRAWN_WITHIN,
  );
  return focus as Focus;
}

/** Waits until one of these elements has visible focus, without another key. */
export async function untilFocus(keyboard: Keyboard, ...names: string[]): Promise<void> {
  let focus: Focus | undefined;
  const isThere = async () => {
    focus = await keyboard.focus();
    return focus !== undefined && names.includes(focus.on) && focus.isSeen;
  };
  await until("the focus is there", isThere).catch((cause: unknown) => {
    throw new Error(`Expected the focus on ${names.join(" or ")}, but it is on ${JSON.stringify(focus)}`, {
      cause,
    });
  });
}
