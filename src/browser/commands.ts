import browser from "webextension-polyfill";

/** @returns the keys that open the popup, as the browser writes them; empty if there are none */
export async function popupKeys(): Promise<string> {
  const commands = await browser.commands.getAll();
  return commands.find(({ name }) => name === "_execute_action")?.shortcut ?? "";
}
