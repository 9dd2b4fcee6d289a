import { type Page, ProtocolError } from "puppeteer-core";
import * as v from "valibot";
import { until } from "../until.ts";

/** A page that is used by keyboard alone. */
export interface Keyboard {
  /** Presses a key, as `KeyboardEvent.key` names it. */
  press(key: "Tab" | "Enter" | "Escape"): Promise<void>;
  /** What has the keyboard focus; undefined if nothing has. */
  focus(): Promise<Focus | undefined>;
}

/** Where the keyboard focus is in a page. */
const FocusShape = v.object({
  /** The element's `data-testid`, or its name where it has none. */
  on: v.string(),
  /** Whether an outline shows it, of the element or of what stands over its row. */
  isSeen: v.boolean(),
});
type Focus = v.InferOutput<typeof FocusShape>;

/** Runs in a page, whose window it takes. @returns a `Focus` as JSON; "null" if nothing has it */
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

/** @returns what `FOCUSED` has found; undefined if nothing has the focus */
export function readFocus(json: unknown): Focus | undefined {
  return v.parse(v.pipe(v.string(), v.parseJson(), v.nullable(FocusShape)), json) ?? undefined;
}

/** @returns the keyboard of a page that the protocol reaches */
export function keyboardOf(page: Page): Keyboard {
  return {
    // The page may be gone before the key is released.
    press: (key) => page.keyboard.press(key).catch(unlessGone),
    focus: async () => readFocus(await page.evaluate(`(${FOCUSED})(window)`)),
  };
}

/** Swallows the error of a page that has closed meanwhile. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof ProtocolError)) throw error;
}

/** More than any page has stops. */
const STOPS = 40;

/** Presses Tab until an element has the focus, named by its data-testid. Every stop on the way must be seen. */
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

/** How long a popup that has just opened may take to draw where its focus is (ms): Firefox makes its window active late. */
const DRAWN_WITHIN = 10_000;

async function seenFocus(keyboard: Keyboard, stops: string[]): Promise<Focus> {
  let focus: Focus | undefined;
  await until(
    `an element has the focus after ${stops.join(", ")}, and is seen to have it`,
    async () => {
      focus = await keyboard.focus();
      if (focus && !focus.isSeen) throw new Error(`Nothing shows that ${focus.on} has the focus`);
      return focus !== undefined;
    },
    DRAWN_WITHIN,
  );
  return focus as Focus;
}

/** Waits until one of these elements has the focus without another key, and is seen to have it. */
export async function untilFocus(keyboard: Keyboard, ...names: string[]): Promise<void> {
  let focus: Focus | undefined;
  const isThere = async () => {
    focus = await keyboard.focus();
    return focus !== undefined && names.includes(focus.on) && focus.isSeen;
  };
  await until("the focus is there", isThere).catch((cause: unknown) => {
    throw new Error(`It is not ${names.join(" or ")} that has the focus, but ${JSON.stringify(focus)}`, {
      cause,
    });
  });
}
