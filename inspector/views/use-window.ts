import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { spanOf } from "../../ui/fixed-window.ts";

/** How close to the end counts as the end (px): browsers round a scroller's heights. */
const NEAR = 4;
/** The assumed height of a row until one was measured (px). */
const GUESS = 24;

/**
 * The drawn part of a long list, as the user scrolls it and as its element changes its size. All rows have the height
 * of the element with the ref `ruler`.
 * @param onScroll gets whether the end is in view, on each scroll
 */
export function useWindow<Scroller extends HTMLElement>(
  count: number,
  onScroll?: (isAtEnd: boolean) => void,
) {
  const scroller = useRef<Scroller>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 0, rowHeight: GUESS });
  const told = useRef(onScroll);
  told.current = onScroll;

  const measure = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop: top, clientHeight: height } = element;
    const rowHeight = ruler.current?.getBoundingClientRect().height || GUESS;
    setSeen((before) =>
      before.top === top && before.height === height && before.rowHeight === rowHeight
        ? before
        : { top, height, rowHeight },
    );
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const scrolled = () => {
      measure();
      const { scrollTop, clientHeight, scrollHeight } = element;
      told.current?.(scrollTop + clientHeight >= scrollHeight - NEAR);
    };
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    if (ruler.current) resized.observe(ruler.current);
    element.addEventListener("scroll", scrolled, { passive: true });
    measure();
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [measure]);

  return { scroller, ruler, ...seen, span: spanOf(seen.top, seen.height, seen.rowHeight, count), measure };
}
