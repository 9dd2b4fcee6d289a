import type { Page } from "puppeteer-core";

/**
 * Turns the popup's clock, and watches its buttons. Each age has to change the words of the given line.
 * @param line a selector of a line with a running time
 * @param ages how far the clock is ahead, one after the other (ms)
 * @param widths of the popup (CSS pixels)
 * @returns for each age and width, the distance of each button from the popup's top (CSS pixels)
 */
export function buttonsAsTimeRuns(
  page: Page,
  { line, ages, widths }: { line: string; ages: number[]; widths: number[] },
): Promise<{ age: number; words: string; tops: Record<number, number[]> }[]> {
  return page.evaluate(
    async (selector, all, each) => {
      const shown = document.querySelector(selector);
      if (!shown) throw new Error(`The popup has no ${selector}`);
      const words = () => shown.textContent ?? "";
      const other = (before: string) =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            if (words() === before) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(shown, { characterData: true, childList: true, subtree: true });
        });
      const top = (button: Element) => Math.round(button.getBoundingClientRect().top + scrollY);
      const topsAt = (width: number) => {
        document.body.style.inlineSize = `${width}px`;
        return [...document.querySelectorAll("button")].map(top);
      };
      const now = Date.now();
      const found = [];
      for (const age of all) {
        const changed = other(words());
        Date.now = () => now + age;
        await changed;
        const tops = Object.fromEntries(each.map((width) => [width, topsAt(width)]));
        found.push({ age, words: words(), tops });
      }
      return found;
    },
    line,
    ages,
    widths,
  );
}
