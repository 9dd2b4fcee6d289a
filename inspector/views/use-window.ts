import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { spanOf } from "../../ui/fixed-window.ts";

/** How close to the end counts as there (px): a scroller's heights are rounded. */
const NEAR = 4;
/** Until a row was measured (px). */
const GUESS = 24;

/**
 * The part of a long list that is drawn, as it is scrolled and as its element changes its size. All rows have the
 * height of the element that `ruler` is given to.
 * @param onScroll is told of each scroll whether the end is in view
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

  const look = useCallback(() => {
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
      look();
      const { scrollTop, clientHeight, scrollHeight } = element;
      told.current?.(scrollTop + clientHeight >= scrollHeight - NEAR);
    };
    const resized = new ResizeObserver(look);
    resized.observe(element);
    if (ruler.current) resized.observe(ruler.current);
    element.addEventListener("scroll", scrolled, { passive: true });
    look();
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [look]);

  return { scroller, ruler, ...seen, span: spanOf(seen.top, seen.height, seen.rowHeight, count), look };
}
