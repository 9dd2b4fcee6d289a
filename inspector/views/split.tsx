// biome-ignore-all lint/a11y/useSemanticElements: an <hr> cannot be moved.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { shareWithin } from "../settings.ts";

interface SplitProps {
  /** The first part's share (%). */
  share: number;
  resize: (share: number) => void;
  children: [ComponentChildren, ComponentChildren];
}

/** How far one key press moves the border (%). */
const STEP = 4;

/** Two parts, side by side if there is room, with a border between them that the pointer and keys can move. */
export function Split({ share, resize, children: [first, second] }: SplitProps) {
  const whole = useRef<HTMLDivElement>(null);

  function drag(event: PointerEvent): void {
    const box = whole.current?.getBoundingClientRect();
    if (!box || !(event.currentTarget as Element).hasPointerCapture(event.pointerId)) return;
    const across = ((event.clientX - box.left) / box.width) * 100;
    const isRightToLeft = document.documentElement.dir === "rtl";
    const down = ((event.clientY - box.top) / box.height) * 100;
    resize(shareWithin(isBeside() ? (isRightToLeft ? 100 - across : across) : down));
  }
  function isBeside(): boolean {
    return whole.current !== null && getComputedStyle(whole.current).flexDirection === "row";
  }
  function press(event: KeyboardEvent): void {
    const by = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    resize(shareWithin(share + by));
  }
  return (
    <div class="split" ref={whole} style={{ "--share": `${share}%` }}>
      <div class="part first">{first}</div>
      <div
        class="border"
        role="separator"
        tabIndex={0}
        data-testid="border"
        aria-label={text("inspectBorder")}
        aria-valuenow={share}
        aria-valuemin={20}
        aria-valuemax={80}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      <div class="part second">{second}</div>
    </div>
  );
}
