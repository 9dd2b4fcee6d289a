import type { Page } from "puppeteer-core";

/** The times between a page's frames (ms). */
export interface FrameTimes {
  p50: number;
  p95: number;
  longest: number;
}

/** Measures how often a page draws. The page must be in front. */
export async function framesOf(page: Page): Promise<{ end(): Promise<FrameTimes> }> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { drawnAt: times });
    const draw = (at: number) => {
      times.push(at);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  });
  return {
    async end() {
      const at = await page.evaluate(() => (window as unknown as { drawnAt: number[] }).drawnAt);
      const times = at
        .slice(1)
        .map((each, index) => each - (at[index] ?? 0))
        .sort((one, other) => one - other);
      const share = (part: number) => Math.round(times[Math.floor(part * (times.length - 1))] ?? 0);
      return { p50: share(0.5), p95: share(0.95), longest: share(1) };
    },
  };
}
