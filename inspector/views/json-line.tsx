// biome-ignore-all lint/a11y/useFocusableInteractive: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { shorten } from "../../ui/widget-address.ts";
import { type JsonNode, writtenPath } from "./json-nodes.ts";
import { Marked } from "./marked.tsx";

/** Maximum length of a value in its line (characters). The whole value can be copied. */
const VALUE = 2_000;

interface LineProps {
  id: string;
  node: JsonNode;
  isActive: boolean;
  sought: string;
  press: () => void;
}

/** One line of a JSON tree. */
export function JsonLine({ id, node, isActive, sought, press }: LineProps) {
  const key = node.path.at(-1);
  const words =
    node.size === undefined ? shorten(visible(JSON.stringify(node.value) ?? "null"), VALUE) : sizeOf(node);
  return (
    <div
      role="treeitem"
      id={id}
      class="line"
      title={visible(writtenPath(node.path))}
      aria-level={node.depth + 1}
      aria-posinset={node.place}
      aria-setsize={node.of}
      aria-expanded={node.size === undefined ? undefined : node.isOpen}
      aria-selected={isActive}
      style={{ paddingInlineStart: `${node.depth * 1.2 + 0.3}em` }}
      onClick={press}
    >
      <span class="fold" aria-hidden="true">
        {node.size === undefined ? "" : node.isOpen ? "▾" : "▸"}
      </span>
      {key !== undefined && (
        <span class="key">
          <Marked words={typeof key === "number" ? String(key) : visible(key)} sought={sought} />:{" "}
        </span>
      )}
      <span class={`value ${typeof node.value}`}>
        <Marked words={words} sought={node.size === undefined ? sought : ""} />
      </span>
    </div>
  );
}

function sizeOf({ value, size = 0 }: JsonNode): string {
  return Array.isArray(value) ? text("inspectItems", size) : text("inspectKeys", size);
}
