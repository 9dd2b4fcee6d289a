import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { CDPSession, Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { launchBrowser, type TestBrowser } from "../environment/browser/browsers.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import {
  ENGLISH,
  englishOnly,
  type Language,
  STRETCHED,
  TRANSLATIONS,
} from "../environment/gallery/languages.ts";
import { movingIn, setLook, sidewaysIn, unseenIn } from "../environment/gallery/looks.ts";
import { show } from "../environment/gallery/shown.ts";
import type { GalleryState } from "../environment/gallery/state.ts";
import { galleryStates } from "../environment/gallery/states.ts";
import { strangeIn, unnamedIn } from "../environment/gallery/words.ts";
import { writeInspectorFile } from "../environment/inspector/inspector-file.ts";
import { violationsIn } from "../environment/popup/look.ts";
import { EXTENSION } from "../environment/stage.ts";
import { type TemporaryFolder, temporaryFolder } from "../environment/temporary-folder.ts";
import { manyRows } from "../unit/inspector/fake-rows.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../artifacts/gallery");
/** Taking pictures doubles the run time. */
const TAKES_PICTURES = process.env.POSTDATE_GALLERY === "1";
const PAGES: GalleryState["page"][] = ["popup", "consent", "options", "welcome", "inspector"];
const WIDTHS = { popup: 380, consent: 480, options: 800, welcome: 640, inspector: 1_000 };

// Only Chromium's driver offers forced colours, reduced motion and the accessibility tree. How the pages look in
// Firefox is tested where it runs them with a homeserver: popup.test.ts, options.test.ts, consent.test.ts.
if (browserName === "chromium")
  describe("the gallery of every state of every page", function () {
    this.timeout(300_000);
    let browser: TestBrowser;
    let folder: TemporaryFolder;
    let page: Page;
    let session: CDPSession;
    let states: GalleryState[] = [];

    before(async () => {
      browser = await launchBrowser(browserName, { extension: EXTENSION.test });
      folder = await temporaryFolder("gallery");
      states = galleryStates(await writeInspectorFile(folder.path, manyRows(60)));
      page = await browser.newPage();
      session = await page.createCDPSession();
      await page.emulateTimezone("Europe/Berlin");
    });
    after(async () => {
      await browser?.close();
      await folder?.remove();
    });
    afterEach(() => assert.deepEqual(uncaughtErrors(browser), []));

    /** Shows each state of a page, and collects its problems. */
    async function problemsOf(
      name: GalleryState["page"],
      language: Language,
      problemsNow: (state: GalleryState) => Promise<string[]>,
    ): Promise<string[]> {
      const problems: string[] = [];
      await session.send("Emulation.setLocaleOverride", { locale: language.locale });
      for (const state of states.filter((each) => each.page === name)) {
        await setLook(session, { still: true });
        await page.setViewport({ width: WIDTHS[name], height: 600 });
        await show(browser, page, state, language);
        if (TAKES_PICTURES) await takePictures(state, language);
        const found = await problemsNow(state);
        problems.push(...found.map((problem) => `${state.name}: ${problem}`));
      }
      await session.send("Emulation.setLocaleOverride", {});
      return problems;
    }

    async function takePictures(
      { page: name, name: state }: GalleryState,
      language: Language,
    ): Promise<void> {
      await mkdir(path.join(FOLDER, language.name), { recursive: true });
      for (const scheme of ["light", "dark"] as const) {
        await setLook(session, { scheme, still: true });
        const file = `${name === state ? "" : `${name}-`}${state}-${scheme}.png`;
        await page.screenshot({
          path: path.join(FOLDER, language.name, file) as `${string}.png`,
          fullPage: true,
        });
      }
    }

    for (const name of PAGES)
      it(`is accessible to sight and screen reader, when narrow, enlarged or in forced colours: ${name}`, async () => {
        const problems = await problemsOf(name, ENGLISH, async () => {
          const found = [
            ...(await movingIn(page)),
            ...(await unnamedIn(session)),
            ...(await strangeIn(page, [])),
            ...(await violationsIn(browser, page)),
          ];
          await setLook(session, { forcedColors: true, still: true });
          return [...found, ...(await unseenIn(page)), ...(await sidewaysIn(page))];
        });
        assert.equal(problems.length, 0, problems.join("\n"));
      });

    for (const language of [STRETCHED, ...TRANSLATIONS])
      it(`is all in one language, and fits when narrow: ${language.name}`, async () => {
        const sentences = englishOnly(language);
        for (const name of PAGES) {
          const problems = await problemsOf(name, language, async () => [
            ...(await strangeIn(page, sentences)),
            ...(await sidewaysIn(page)),
          ]);
          assert.equal(problems.length, 0, `${name}\n${problems.join("\n")}`);
        }
      });
  });
