import { writeFile } from "node:fs/promises";
import path from "node:path";
import puppeteer, { type Page } from "puppeteer-core";
import manifest from "../../../manifest.json" with { type: "json" };
import type { Driver, LaunchOptions } from "./contract.ts";
import { connectionOf, logPages, openContexts, reportExtensionPages } from "./firefox-bidi.ts";
import { installForGood, RESTORING } from "./firefox-restoring.ts";
import { enterFirefox } from "./firefox-window.ts";
import type { Log } from "./log.ts";
import type { Workspace } from "./workspace.ts";

/** Height of the tab strip and the toolbar, and some to spare (px). */
const BARS = 120;

/** Starts Firefox, driven by WebDriver BiDi, with access to the browser's own window. */
export async function launchFirefox(options: LaunchOptions, workspace: Workspace, log: Log): Promise<Driver> {
  const scheme = options.colorScheme;
  const policies = options.policies === undefined ? {} : await policyPreferences(workspace, options.policies);
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: workspace.executable,
    headless: options.headless ?? true,
    userDataDir: workspace.profile,
    env: workspace.env,
    defaultViewport: options.viewport ?? null,
    slowMo: options.slowMo ?? 0,
    // Without this, Firefox refuses to open extension pages and to run scripts in its own window.
    args: ["--remote-allow-system-access", ...windowSize(options), ...(options.args ?? [])],
    extraPrefsFirefox: {
      // 0 is dark, 1 is light, 2 is the browser's choice.
      "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : scheme === "light" ? 1 : 2,
      ...(options.restoring && RESTORING),
      ...policies,
      ...options.preferences,
    },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const connection = connectionOf(browser);
  reportExtensionPages(connection);
  logPages(connection, log);
  const firefox = await enterFirefox(connection, log);
  if (options.language) await firefox.call("setLanguage", options.language);

  return {
    puppeteer: browser,
    async install(folder) {
      const id = options.restoring
        ? manifest.browser_specific_settings.gecko.id
        : await browser.installExtension(folder);
      if (options.restoring && (await firefox.call("hasExtension", id)) !== true)
        await installForGood(connection, folder, workspace.folder);
      if (options.inPrivateWindows) await firefox.call("allowPrivateWindows", id);
      return { id, origin: String(await firefox.call("extensionOrigin", id)) };
    },
    async setColorScheme(page, scheme) {
      await firefox.call("setColorScheme", contextOf(page), scheme);
    },
    async evaluateInBackground({ id }, source) {
      const outcome = await firefox.call("evaluateInBackground", id, source);
      const { value, error } = outcome as { value?: unknown; error?: string };
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async isBackgroundRunning({ id }) {
      return (await firefox.call("isBackgroundRunning", id)) === true;
    },
    async startsWithBrowser({ id }) {
      return (await firefox.call("startsWithBrowser", id)) === true;
    },
    async killWorker({ id }) {
      await firefox.call("killBackground", id);
    },
    async backgroundMemory({ id }) {
      const bytes = await firefox.call("backgroundMemory", id);
      if (typeof bytes !== "number") throw new Error("The extension's background page does not run.");
      return bytes;
    },
    async openPages() {
      const open = await openContexts(connection, (await browser.pages()).map(contextOf));
      return (await browser.pages()).filter((page) => open.has(contextOf(page)));
    },
    ...(options.restoring && {
      quit: () =>
        firefox.call("quit").then(
          () => undefined,
          () => undefined,
        ),
    }),
    async killRenderer(page) {
      const context = contextOf(page);
      const processId = await firefox.call("contentProcess", context);
      if (typeof processId !== "number")
        throw new Error("Not a web page, so its process must not be killed.");
      const crashed = firefox.call("crashed", context);
      process.kill(processId, "SIGKILL");
      await crashed;
    },
    async answerPermissionPrompt(_page, answer) {
      await firefox.call("answerPermissionPrompt", answer);
    },
    async takeBack({ id }, pattern) {
      await firefox.call("takeBack", id, pattern);
    },
    async switchExtension({ id }, on) {
      await firefox.call("switchExtension", id, on ? "on" : "off");
    },
  };
}

function windowSize({ viewport }: LaunchOptions): string[] {
  return viewport ? [`--width=${viewport.width}`, `--height=${viewport.height + BARS}`] : [];
}

/** @returns the id of the page's browsing context in the protocol, which puppeteer does not expose */
function contextOf(page: Page): string {
  return (page.mainFrame() as unknown as { _id: string })._id;
}

/**
 * Makes Firefox read its policies from the workspace instead of a machine-wide folder. It does so only in automation,
 * where it must not connect to other machines: the first connection would end it.
 * https://searchfox.org/firefox-main/source/toolkit/components/enterprisepolicies/EnterprisePoliciesParent.sys.mjs
 */
async function policyPreferences(
  { env }: Workspace,
  json: string,
): Promise<Record<string, string | boolean>> {
  const file = path.join(env.HOME ?? "", "policies.json");
  await writeFile(file, json);
  env.MOZ_DISABLE_NONLOCAL_CONNECTIONS = "1";
  return {
    "browser.policies.alternatePath": file,
    "security.turn_off_all_security_so_that_viruses_can_take_over_this_computer": true,
  };
}
