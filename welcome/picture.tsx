import { text } from "../src/browser/i18n.ts";

/**
 * The browser's toolbar with Postdate's button, and the popup below it. The drawing has no text, so it needs no
 * translation.
 */
export function Picture() {
  const line = { fill: "none", stroke: "var(--edge)", "stroke-width": 2 };
  return (
    <svg class="picture" viewBox="0 0 416 208" role="img" aria-label={text("welcomePicture")}>
      <rect
        x="1"
        y="1"
        width="414"
        height="206"
        rx="12"
        fill="var(--paper)"
        stroke="var(--line)"
        stroke-width="2"
      />
      <path d="M1 48H415" {...line} stroke="var(--line)" />
      <circle cx="24" cy="25" r="5" fill="var(--line)" />
      <circle cx="42" cy="25" r="5" fill="var(--line)" />
      <rect x="62" y="13" width="258" height="24" rx="12" fill="var(--ground)" stroke="var(--line)" />
      <rect x="332" y="8" width="34" height="34" rx="8" {...line} stroke="var(--accent)" />
      <image href="../icons/48.png" x="338" y="14" width="22" height="22" />
      <path d="M384 18h5a4 4 0 1 1 8 0h5v5a4 4 0 1 0 0 8v5h-18z" {...line} />
      <rect
        x="196"
        y="58"
        width="204"
        height="136"
        rx="10"
        fill="var(--ground)"
        stroke="var(--edge)"
        stroke-width="2"
      />
      <path d="M342 58l7-9 7 9z" fill="var(--edge)" />
      <rect x="210" y="72" width="176" height="58" rx="6" fill="var(--paper)" stroke="var(--line)" />
      <path d="M212 74v54" stroke="var(--good)" stroke-width="4" />
      <path d="M226 90h112M226 106h140" stroke="var(--line)" stroke-width="7" stroke-linecap="round" />
      <rect x="210" y="146" width="124" height="30" rx="8" fill="var(--accent)" />
      <path d="M228 161h88" stroke="var(--on-accent)" stroke-width="6" stroke-linecap="round" />
      <path
        d="M20 76h132M20 96h92M20 116h148M20 136h70"
        stroke="var(--line)"
        stroke-width="7"
        stroke-linecap="round"
      />
    </svg>
  );
}
