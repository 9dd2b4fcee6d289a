import type { CDPSession, Page } from "puppeteer-core";

/** The roles of interactive elements. */
const INTERACTIVE = new Set([
  ...[
    "button",
    "link",
    "checkbox",
    "radio",
    "combobox",
    "listbox",
    "textbox",
    "searchbox",
    "slider",
    "switch",
  ],
  ...["tab", "menuitem", "menuitemcheckbox", "menuitemradio", "treeitem", "DisclosureTriangle"],
]);

/** @returns elements that a screen reader cannot tell apart: without a name, or buttons with the same name */
export async function unnamedIn(session: CDPSession): Promise<string[]> {
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const heard = nodes
    .filter(({ ignored, role }) => !ignored && INTERACTIVE.has(role?.value ?? ""))
    .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? "").trim() }));
  const buttons = heard.filter(({ role }) => role === "button").map(({ name }) => name);
  const twice = new Set(buttons.filter((name, place) => buttons.indexOf(name) !== place));
  return [
    ...heard.filter(({ name }) => name === "").map(({ role }) => `a ${role} without a name`),
    ...[...twice].filter((name) => name !== "").map((name) => `several buttons are called “${name}”`),
  ];
}

/** @returns texts in the wrong language: a message's key, an unfilled gap, or one of these sentences */
export function strangeIn(page: Page, sentences: readonly string[]): Promise<string[]> {
  return page.evaluate((english) => {
    const told = [...document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")].flatMap(
      (element) =>
        ["aria-label", "title", "alt", "placeholder"].map((name) => element.getAttribute(name) ?? ""),
    );
    const words = [document.title, document.body.textContent ?? "", ...told].join("\n");
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return [
      ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `twice: #${id}`),
      ...(words.match(/⟦\w+⟧|\$[A-Z]\w*\$/g) ?? []).map((raw) => `raw: ${raw}`),
      ...english.filter((sentence) => words.includes(sentence)).map((sentence) => `English: ${sentence}`),
    ];
  }, sentences);
}
