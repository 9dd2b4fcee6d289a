import type { ColorScheme, TestBrowser } from "../../test/environment/browser/browsers.ts";

/**
 * Puts pictures on one sheet, side by side, each with a frame and its name.
 * @param figures the names and the pictures (PNG)
 * @param options.width the width of each picture on the sheet, in CSS pixels; by default its own
 * @param options.columns how many pictures are side by side; by default all
 * @returns the sheet (PNG)
 */
export async function sheet(
  browser: TestBrowser,
  scheme: ColorScheme,
  figures: readonly (readonly [name: string, picture: Buffer])[],
  { width, columns = figures.length }: { width?: number; columns?: number } = {},
): Promise<Buffer> {
  const page = await browser.newPage();
  await browser.setColorScheme(page, scheme);
  await page.setViewport({ width: 1500, height: 1000, deviceScaleFactor: width === undefined ? 1 : 1.5 });
  const html = figures.map(
    ([name, picture]) =>
      `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${picture.toString("base64")}"></figure>`,
  );
  await page.setContent(`<style>
      :root { color-scheme: light dark; font: 15px system-ui; background: light-dark(#fff, #0d1117) }
      body { display: inline-grid; grid-template-columns: repeat(${columns}, auto); gap: 24px; align-items: start; margin: 0; padding: 8px }
      figure { margin: 0 } figcaption { padding: 0 0 6px 2px; color: light-dark(#57606a, #9198a1) }
      img { display: block; border: 1px solid light-dark(#d0d7de, #3d444d); border-radius: 10px;
        width: ${width === undefined ? "auto" : `${width}px`} }
    </style>${html.join("")}`);
  const body = await page.$("body");
  if (!body) throw new Error("The sheet has no body");
  const picture = Buffer.from(await body.screenshot());
  await page.close();
  return picture;
}
