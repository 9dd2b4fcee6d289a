import type { CDPSession, Page } from "puppeteer-core";
import type { ColorScheme } from "../browser/browsers.ts";

/** The conditions under which a page is shown. */
export interface Look {
  scheme?: ColorScheme;
  forcedColors?: boolean;
  /** Whether the user wants reduced motion. */
  still?: boolean;
}

/** Sets the look through the protocol: puppeteer does not support forced colours, and each call replaces the last. */
export function setLook(session: CDPSession, look: Look): Promise<void> {
  const { scheme = "light", forcedColors = false, still = false } = look;
  return session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: scheme },
      { name: "forced-colors", value: forcedColors ? "active" : "none" },
      { name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" },
    ],
  });
}

/** @returns elements that are invisible in forced colours: buttons without an edge, text in its background's colour */
export function unseenIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const wordsOf = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.textContent ?? "").trim().slice(0, 40)}”`;
    const isSeen = (element: Element) => element.checkVisibility({ opacityProperty: true });
    const groundOf = (element: Element | null): string => {
      for (let each = element; each; each = each.parentElement) {
        const { backgroundColor } = getComputedStyle(each);
        if (!/^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor)) return backgroundColor;
      }
      return "rgb(255, 255, 255)";
    };
    for (const button of document.querySelectorAll("button")) {
      // A row's own button and underlined links need no edge.
      const { borderTopStyle, borderTopWidth, borderTopColor, textDecorationLine } = getComputedStyle(button);
      const isRow = button.hasAttribute("aria-expanded");
      const hasEdge =
        borderTopStyle !== "none" &&
        borderTopWidth !== "0px" &&
        borderTopColor !== groundOf(button.parentElement);
      if (isSeen(button) && !isRow && !hasEdge && textDecorationLine !== "underline")
        problems.push(`no edge: ${wordsOf(button)}`);
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || !node.textContent?.trim() || !isSeen(element)) continue;
      if (getComputedStyle(element).color === groundOf(element)) problems.push(`unseen: ${wordsOf(element)}`);
    }
    return problems;
  });
}

/** @returns what moves although the user wants reduced motion */
export function movingIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .map(({ effect }) => `moves: ${(effect as KeyframeEffect)?.target?.outerHTML.slice(0, 80)}`),
  );
}

/**
 * @returns how far the page scrolls sideways at 320 px and with text twice as large, and the element that sticks out
 */
export async function sidewaysIn(page: Page): Promise<string[]> {
  const problems: string[] = [];
  await page.setViewport({ width: 320, height: 640 });
  for (const size of ["100%", "200%"]) {
    problems.push(
      ...(await page.evaluate((fontSize) => {
        const { documentElement: root } = document;
        if (fontSize !== "100%") root.style.fontSize = fontSize;
        const over = root.scrollWidth - root.clientWidth;
        if (over <= 0) return [];
        const out = [...document.querySelectorAll("body *")].filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return right > root.clientWidth + 1 || left < -1;
        });
        const [widest] = out.slice(-1);
        return [`${over} px too wide at ${fontSize}: ${widest?.tagName} ${widest?.className}`];
      }, size)),
    );
  }
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  return problems;
}
