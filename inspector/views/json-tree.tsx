// biome-ignore-all lint/a11y/useSemanticElements: only the visible lines are in the document, which HTML tables and lists cannot express.
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
// biome-ignore-all lint/a11y/useFocusableInteractive: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { scrollTo } from "../../ui/fixed-window.ts";
import { useId } from "../../ui/use-id.ts";
import { JsonLine } from "./json-line.tsx";
import { above, find, firstOpen, idOf, type JsonNode, nodesOf, type Path } from "./json-nodes.ts";
import { pressInTree, type TreeControls } from "./tree-keys.ts";
import { useWindow } from "./use-window.ts";

interface JsonTreeProps {
  value: object;
  label: string;
  copy: (text: string, what: "value" | "path") => void;
}

/** A JSON value as a tree that unfolds. Only the visible lines are in the document. */
export function JsonTree({ value, label, copy }: JsonTreeProps) {
  const id = useId();
  const [open, setOpen] = useState(() => firstOpen(value));
  const [active, setActive] = useState(idOf([]));
  const [sought, setSought] = useState("");
  const nodes = useMemo(() => nodesOf(value, open), [value, open]);
  const finds = useMemo(() => find(value, sought), [value, sought]);
  const { scroller, ruler, span, rowHeight } = useWindow<HTMLDivElement>(nodes.length);
  const place = Math.max(
    0,
    nodes.findIndex((node) => node.id === active),
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const top = scrollTo(place, element.scrollTop, element.clientHeight, rowHeight);
    if (top !== undefined) element.scrollTop = top;
  }, [scroller, place, rowHeight]);

  function toggle(node: JsonNode, isOpen: boolean): void {
    const next = new Set(open);
    if (isOpen) next.add(node.id);
    else next.delete(node.id);
    setOpen(next);
  }

  function goTo(path: Path | undefined): void {
    if (!path) return;
    setOpen(new Set([...open, ...above(path)]));
    setActive(idOf(path));
  }

  /** Goes to the find after or before the active line, and wraps around. */
  function nextFind(direction: 1 | -1): void {
    const at = finds.findIndex((path) => idOf(path) === active);
    const next = at < 0 ? (direction > 0 ? 0 : finds.length - 1) : at + direction;
    goTo(finds[(next + finds.length) % finds.length]);
  }

  const controls: TreeControls = {
    nodes,
    place,
    toggle,
    copy,
    goTo,
    page: Math.max(1, Math.floor(240 / rowHeight)),
  };
  return (
    <div class="tree-box">
      <div class="find">
        <input
          type="search"
          data-testid="find"
          value={sought}
          placeholder={text("inspectFind")}
          aria-label={text("inspectFindIn", label)}
          onInput={({ currentTarget }) => setSought(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") nextFind(event.shiftKey ? -1 : 1);
          }}
        />
        <span class="quiet" role="status">
          {sought !== "" && text("inspectFinds", finds.length)}
        </span>
      </div>
      <div
        class="tree"
        role="tree"
        tabIndex={0}
        ref={scroller}
        data-testid="tree"
        aria-label={label}
        aria-activedescendant={`${id}-${place}`}
        onKeyDown={(event) => pressInTree(event, controls)}
      >
        <div class="line ruler" ref={ruler} aria-hidden="true">
          &nbsp;
        </div>
        <div role="none" class="lines" style={{ blockSize: `${nodes.length * rowHeight}px` }}>
          <div role="none" style={{ transform: `translateY(${span.from * rowHeight}px)` }}>
            {nodes.slice(span.from, span.to).map((node, index) => (
              <JsonLine
                key={node.id}
                id={`${id}-${span.from + index}`}
                node={node}
                isActive={span.from + index === place}
                sought={sought}
                press={() => {
                  setActive(node.id);
                  if (node.size !== undefined) toggle(node, !node.isOpen);
                }}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
