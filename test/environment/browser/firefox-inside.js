// Runs in Firefox's own window, with the browser's privileges, for tasks without a command in WebDriver BiDi.
// `firefox-window.ts` makes this the body of a function with the parameter `log`, which takes one line of the
// extension's console as JSON. All other undeclared names are Firefox's own.
// https://firefox-source-docs.mozilla.org/toolkit/components/extensions/webextensions/background.html

const { NavigableManager } = ChromeUtils.importESModule(
  "chrome://remote/content/shared/NavigableManager.sys.mjs",
);
let evaluations = 0;

function extensionWith(id) {
  const extension = WebExtensionPolicy.getByID(id)?.extension;
  if (!extension) throw new Error(`There is no extension ${id}.`);
  return extension;
}

function windowGlobalOf(context) {
  const found = NavigableManager.getBrowsingContextById(context)?.currentWindowGlobal;
  if (!found) throw new Error("The page is closed.");
  return found;
}

const asScript = (run, ...args) => `data:,${encodeURIComponent(`(${run})(...${JSON.stringify(args)})`)}`;

// Runs in every process of the browser, now and later. Firefox refuses `data:` scripts in the parent process.
function logExtensionProcess() {
  if (Services.appinfo.remoteType !== "extension") return;
  const text = (value) => {
    if (typeof value === "string") return value;
    const plain = Cu.waiveXrays(value);
    try {
      return plain?.stack ? `${plain}\n${plain.stack}` : (JSON.stringify(plain) ?? String(plain));
    } catch {
      return String(plain);
    }
  };
  const send = (entry) => sendAsyncMessage("postdate-test:log", { source: "extension", ...entry });
  Cc["@mozilla.org/consoleAPI-storage;1"]
    .getService(Ci.nsIConsoleAPIStorage)
    .addLogEventListener((message) => {
      if (!message.addonId) return;
      const words = message.arguments.map(text).join(" ");
      send({ kind: "console", level: message.level, text: words, url: message.filename });
    }, Services.scriptSecurityManager.getSystemPrincipal());
  Services.console.registerListener({
    observe(message) {
      if (!(message instanceof Ci.nsIScriptError) || message.flags & Ci.nsIScriptError.warningFlag) return;
      const words = `${message.errorMessage}\n    at ${message.sourceName}:${message.lineNumber}`;
      send({ kind: "error", level: "error", text: words, url: message.sourceName });
    },
  });
}
addEventListener("oop-browser-crashed", ({ target }) => {
  const url = target.currentURI.spec;
  log(
    JSON.stringify({ source: "page", kind: "crash", level: "error", text: "The page's process died.", url }),
  );
});
Services.ppmm.addMessageListener("postdate-test:log", ({ data }) => log(JSON.stringify(data)));
Services.ppmm.loadProcessScript(asScript(logExtensionProcess), true);

// Runs beside the background page, in a sandbox, because the page's Content Security Policy forbids `eval`.
async function evaluateAndAnswer(name, source) {
  try {
    const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
    const json = `(async () => JSON.stringify({ value: await (${source}) }))()`;
    sendAsyncMessage(name, await Cu.evalInSandbox(json, sandbox, "latest", "evaluateInBackground", 1));
  } catch (error) {
    sendAsyncMessage(name, JSON.stringify({ error: String(error?.message ?? error) }));
  }
}

// Runs in the process of the background page.
function collectGarbage(name) {
  Cu.forceGC();
  Cu.forceCC();
  sendAsyncMessage(name);
}

globalThis.postdateTest = {
  // Sets the language of extensions that are installed from now on, even without a language pack.
  setLanguage(language) {
    Services.locale.availableLocales = [language, "en-US"];
    Services.locale.requestedLocales = [language];
  },

  hasExtension: (id) => WebExtensionPolicy.getByID(id) !== null,

  quit: () => Services.startup.quit(Ci.nsIAppStartup.eForceQuit),

  extensionOrigin: (id) => `moz-extension://${extensionWith(id).uuid}`,

  /** Lets the extension run in private windows, which restarts it. */
  async allowPrivateWindows(id) {
    const { ExtensionPermissions } = ChromeUtils.importESModule(
      "resource://gre/modules/ExtensionPermissions.sys.mjs",
    );
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    await ExtensionPermissions.add(id, { permissions: ["internal:privateBrowsingAllowed"], origins: [] });
    await (await AddonManager.getAddonByID(id)).reload();
  },

  /** Revokes a site's permission like the switch in about:addons. */
  async takeBack(id, pattern) {
    const { ExtensionPermissions } = ChromeUtils.importESModule(
      "resource://gre/modules/ExtensionPermissions.sys.mjs",
    );
    await ExtensionPermissions.remove(id, { permissions: [], origins: [pattern] }, extensionWith(id));
  },

  /** Switches the extension off or on as about:addons does. */
  async switchExtension(id, to) {
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const addon = await AddonManager.getAddonByID(id);
    await (to === "on" ? addon.enable() : addon.disable());
  },

  isBackgroundRunning: (id) => extensionWith(id).backgroundState !== "stopped",

  /** Firefox stores an event page's listeners, and starts the page if one is for the browser's start. */
  async startsWithBrowser(id) {
    const extension = extensionWith(id);
    await extension.wakeupBackground();
    return extension.persistentListeners.get("runtime").get("onStartup").size > 0;
  },

  // Without these two lines, Firefox lets a background finish its pending requests.
  killBackground: (id) =>
    extensionWith(id).backgroundState === "stopped"
      ? undefined
      : extensionWith(id).terminateBackground({
          ignoreDevToolsAttached: true,
          disableResetIdleForTest: true,
        }),

  async evaluateInBackground(id, source) {
    const extension = extensionWith(id);
    await extension.wakeupBackground();
    const view = [...extension.views].find(({ viewType }) => viewType === "background");
    if (!view) throw new Error(`The background of ${id} did not start.`);
    const manager = view.xulBrowser.messageManager;
    const name = `postdate-test:evaluated-${evaluations++}`;
    const answer = new Promise((resolve, reject) => {
      manager.addMessageListener(name, ({ data }) => resolve(data));
      extension.once("shutdown-background-script", () => reject(new Error("The background was stopped.")));
    });
    manager.loadFrameScript(asScript(evaluateAndAnswer, name, source), false);
    return JSON.parse(await answer);
  },

  /** @returns the extension process's own memory after a garbage collection (bytes); undefined without a background */
  async backgroundMemory(id) {
    const view = [...extensionWith(id).views].find(({ viewType }) => viewType === "background");
    if (!view) return undefined;
    const { messageManager: manager } = view.xulBrowser;
    const name = `postdate-test:collected-${evaluations++}`;
    const collected = new Promise((resolve) => manager.addMessageListener(name, resolve));
    manager.loadFrameScript(asScript(collectGarbage, name), false);
    await collected;
    const { children } = await ChromeUtils.requestProcInfo();
    return children.find(({ type }) => type === "extension")?.memory;
  },

  async answerPermissionPrompt(answer) {
    const { panel } = PopupNotifications;
    if (panel.state !== "open") {
      await new Promise((resolve) => panel.addEventListener("popupshown", resolve, { once: true }));
    }
    const prompt = panel.firstElementChild;
    const hidden = new Promise((resolve) =>
      panel.addEventListener("popuphidden", () => resolve(), { once: true }),
    );
    // In a background window, Firefox treats a click as raising the window, not as an answer.
    const press = () => {
      if (panel.state === "open") (answer === "allow" ? prompt.button : prompt.secondaryButton).click();
    };
    press();
    const pressing = setInterval(press, 250);
    await hidden;
    clearInterval(pressing);
  },

  setColorScheme(context, scheme) {
    windowGlobalOf(context).browsingContext.top.prefersColorSchemeOverride = scheme;
  },

  /** @returns the id of the process that renders the page, if it renders only web pages */
  contentProcess(context) {
    const { domProcess, osPid } = windowGlobalOf(context);
    return domProcess?.remoteType?.startsWith("web") ? osPid : undefined;
  },

  /** Resolves when the page's process is known to be dead. */
  crashed: (context) =>
    new Promise((resolve) => {
      const browser = NavigableManager.getBrowsingContextById(context).embedderElement;
      browser.addEventListener("oop-browser-crashed", () => resolve(), { once: true });
    }),
};
