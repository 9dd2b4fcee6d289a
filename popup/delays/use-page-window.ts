import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type PageWindow, pageWindow } from "./page-window.ts";

/** The assumed height of a line until one was measured (px). */
const GUESS = 50;
/** The assumed height of the visible part until it can be measured (px): browsers' popups are no taller. */
const POPUP = 600;

/**
 * The drawn part of a long list, as the page scrolls. Lines may have any height. Each is measured when it is drawn;
 * until then it counts as high as the lowest.
 * @param keys the keys of all lines, in order; each line's element has its key as `data-key`
 * @param isOn whether only a part is drawn; a short list is drawn whole
 */
export function usePageWindow(keys: readonly string[], isOn: boolean) {
  const list = useRef<HTMLUListElement>(null);
  const heights = useRef(new Map<string, number>());
  const lowest = useRef(GUESS);
  const [seen, setSeen] = useState({ top: 0, height: POPUP });
  const [, drawAgain] = useState(0);

  const measure = useCallback(() => {
    const element = list.current;
    if (!element) return;
    const top = -element.getBoundingClientRect().top;
    // A smaller move does not change which lines are drawn.
    setSeen((before) =>
      Math.abs(before.top - top) < lowest.current && before.height === innerHeight
        ? before
        : { top, height: innerHeight },
    );
    let isNew = false;
    for (const line of element.children as Iterable<HTMLElement> & HTMLCollection) {
      const key = line.dataset.key ?? "";
      const { height } = line.getBoundingClientRect();
      if (heights.current.get(key) === height) continue;
      heights.current.set(key, height);
      isNew = true;
    }
    if (!isNew) return;
    lowest.current = Math.max(1, Math.min(...heights.current.values()));
    drawAgain((count) => count + 1);
  }, []);

  useLayoutEffect(() => {
    if (!isOn || !list.current) return;
    const resized = new ResizeObserver(measure);
    resized.observe(list.current);
    addEventListener("resize", measure);
    document.addEventListener("scroll", measure, { capture: true, passive: true });
    measure();
    return () => {
      resized.disconnect();
      removeEventListener("resize", measure);
      document.removeEventListener("scroll", measure, { capture: true });
    };
  }, [isOn, measure]);

  const whole: PageWindow = { from: 0, to: keys.length, before: 0, after: 0 };
  const heightOf = (key: string) => heights.current.get(key) ?? lowest.current;
  const drawn = isOn ? pageWindow(keys.map(heightOf), seen.top, seen.height) : whole;
  return { list, ...drawn };
}
