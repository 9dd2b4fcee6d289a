import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * The help in every language of `_locales`, for webpack to copy. A language without a translation gets the English text
 * under its own name, because the popup's link contains only the name of its language.
 * @param {string} root the project's folder
 * @returns {import("./help-page.d.mts").HelpPage[]}
 */
export function helpPages(root) {
  return readdirSync(path.join(root, "_locales")).map((folder) => {
    const words = JSON.parse(readFileSync(path.join(root, "_locales", folder, "messages.json"), "utf8"));
    const language = words.textLanguage.message;
    const translated = `docs/help.${language}.md`;
    const isTranslated = existsSync(path.join(root, translated));
    const written = isTranslated ? { language, direction: words.textDirection.message } : ENGLISH;
    return {
      from: isTranslated ? translated : "docs/help.md",
      to: `help/help.${language}.html`,
      transform: (source) => helpPage(source.toString(), written),
    };
  });
}

const ENGLISH = { language: "en", direction: "ltr" };

/**
 * Makes the extension's own help page from docs/help.md or a translation, so that the popup's links work offline and
 * always lead to the same version's text. Supports what that document uses: headings, paragraphs, lists, `code`,
 * **bold** and the anchors before headings.
 * @param {string} markdown
 * @param {{ language: string; direction: string }} written the text's language and direction
 * @returns {string} a whole page
 */
function helpPage(markdown, { language, direction }) {
  const blocks = markdown
    .trim()
    .split(/\n{2,}/)
    .map(blockOf);
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? "";
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${inline(title)}</title>
    <link rel="stylesheet" href="../ui/base.css" />
    <link rel="stylesheet" href="../welcome/welcome.css" />
  </head>
  <body>
    <main>
${blocks.join("\n")}
    </main>
  </body>
</html>
`;
}

/** @param {string} block */
function blockOf(block) {
  const anchor = /^<a id="([\w-]+)"><\/a>$/.exec(block)?.[1];
  if (anchor) return `<a id="${anchor}"></a>`;
  const [, level, heading] = /^(#{1,3}) (.+)$/.exec(block) ?? [];
  if (level && heading) return `<h${level.length}>${inline(heading)}</h${level.length}>`;
  if (block.startsWith("- ")) {
    const items = block.split(/\n- /).map((item) => `<li>${inline(item.replace(/^- /, ""))}</li>`);
    return `<ul>${items.join("")}</ul>`;
  }
  return `<p>${inline(block)}</p>`;
}

/** @param {string} words */
function inline(words) {
  return words
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/\n\s*/g, " ")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")
    .replace(/\*([^*]+)\*/g, "<i>$1</i>");
}
