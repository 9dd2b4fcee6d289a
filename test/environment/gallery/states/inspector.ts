import type { ElementHandle } from "puppeteer-core";
import { type GalleryState, part } from "../state.ts";

const NOTHING = `${part("nothing")}:not([data-why="looking"])`;

/** The inspector: empty, a list, one message, and each other view. @param file a file saved by the inspector */
export function inspectorStates(file: string): GalleryState[] {
  const inspector = (name: string, until: string, ...clicks: string[]): GalleryState => ({
    page: "inspector",
    name,
    answers: { "sites-on": [] },
    until,
    async act(page) {
      await page.waitForSelector(NOTHING);
      if (name === "nothing") return;
      const input = (await page.$(part("file"))) as ElementHandle<HTMLInputElement>;
      await input.uploadFile(file);
      await page.waitForSelector(part("message"));
      for (const selector of clicks) await page.click(selector);
    },
  });
  return [
    inspector("nothing", NOTHING),
    inspector("list", part("message")),
    inspector("details", '[role="tree"]', part("message")),
    ...["handshake", "delays", "conformance"].map((view) =>
      inspector(view, `#view.${view}`, part(`tab-${view}`)),
    ),
  ];
}
