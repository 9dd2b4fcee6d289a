// Imported first, so the polyfill finds the same browser as in every other test of this process.
import "@webext-core/fake-browser/auto";
import { fakeBrowser } from "@webext-core/fake-browser";
import { type Options, options } from "preact";
import { fill, type Sentence } from "./sentences.ts";

/** Enough of a document for Preact to render a page's views, for tests of their contents. The only event is a press. */
class SmallNode {
  childNodes: SmallNode[] = [];
  parentNode: SmallNode | null = null;
  attributes: { name: string; value: string }[] = [];
  style: Record<string, unknown> = { setProperty() {} };
  data = "";
  readonly listeners = new Map<string, (event: object) => void>();
  /** The height for a list that draws only its visible part: enough for some rows. */
  readonly clientHeight = 400;
  readonly scrollHeight = 400;
  scrollTop = 0;
  readonly namespaceURI = "http://www.w3.org/1999/xhtml";

  constructor(
    readonly nodeType: number,
    readonly localName = "",
  ) {}

  get firstChild(): SmallNode | null {
    return this.childNodes[0] ?? null;
  }

  get children(): SmallNode[] {
    return this.childNodes.filter(({ nodeType }) => nodeType === 1);
  }

  get dataset(): Record<string, string> {
    const data = this.attributes.filter(({ name }) => name.startsWith("data-"));
    return Object.fromEntries(data.map(({ name, value }) => [name.slice("data-".length), value]));
  }

  get nextSibling(): SmallNode | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  get ownerDocument(): object {
    return smallDocument;
  }

  insertBefore(node: SmallNode, before: SmallNode | null): SmallNode {
    node.remove();
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    return node;
  }

  appendChild(node: SmallNode): SmallNode {
    return this.insertBefore(node, null);
  }

  remove(): void {
    const siblings = this.parentNode?.childNodes;
    siblings?.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }

  removeChild(node: SmallNode): void {
    node.remove();
  }

  contains(node: SmallNode): boolean {
    return node === this || this.childNodes.some((child) => child.contains(node));
  }

  setAttribute(name: string, value: unknown): void {
    this.removeAttribute(name);
    this.attributes.push({ name, value: String(value) });
  }

  removeAttribute(name: string): void {
    this.attributes = this.attributes.filter((each) => each.name !== name);
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    this.listeners.set(type, listener);
  }

  removeEventListener(type: string): void {
    this.listeners.delete(type);
  }

  /** Clicks the element, and waits until nothing is left to be drawn. */
  async press(): Promise<void> {
    this.listeners.get("click")?.call(this, { type: "click", currentTarget: this });
    await new Promise((resolve) => setTimeout(resolve));
  }

  querySelector(): null {
    return null;
  }
  focus(): void {}
  showModal(): void {}
  close(): void {}
  getBoundingClientRect() {
    return { top: 0, height: 20 };
  }

  /** The elements with this `data-testid`, in order. */
  all(testId: string): SmallNode[] {
    const isIt = this.attributes.some(({ name, value }) => name === "data-testid" && value === testId);
    return [...(isIt ? [this] : []), ...this.childNodes.flatMap((child) => child.all(testId))];
  }

  /** All readable text, including titles and labels in attributes, without attributes for tests and styles. */
  get words(): string[] {
    const told = this.attributes.filter(({ name }) =>
      ["title", "alt", "aria-label", "placeholder", "datetime"].includes(name),
    );
    return [
      ...(this.nodeType === 3 ? [this.data] : []),
      ...told.map(({ value }) => value),
      ...this.childNodes.flatMap((child) => child.words),
    ];
  }
}

const body = new SmallNode(1, "body");
const smallDocument = {
  body,
  activeElement: body,
  createElement: (name: string) => new SmallNode(1, name),
  createElementNS: (_: string, name: string) => new SmallNode(1, name),
  createTextNode: (data: string) => Object.assign(new SmallNode(3), { data }),
  addEventListener() {},
  removeEventListener() {},
};

/** Never calls back, since nothing here changes its size. */
class SmallResizeObserver {
  observe(): void {}
  disconnect(): void {}
}

export type { SmallNode };

/**
 * Installs this document for views, and a browser with the messages of `_locales`.
 * @param language the browser's own
 * @returns an element to render into, and a function that restores the globals
 */
export function withSmallDocument(
  sentences: Readonly<Record<string, Sentence>>,
  language = sentences.textLanguage?.message ?? "en",
) {
  const getMessage = (key: string, gaps: string[] = []) => fill(sentences[key], gaps);
  // Preact would run effects after the next frame or 35 ms, when the document may be gone on a busy machine.
  const scheduling: Options & { requestAnimationFrame?: typeof queueMicrotask } = options;
  const { requestAnimationFrame } = scheduling;
  scheduling.requestAnimationFrame = queueMicrotask;
  const { i18n } = fakeBrowser;
  const wordless = { ...i18n };
  i18n.getMessage = getMessage as typeof i18n.getMessage;
  i18n.getUILanguage = () => language;
  const given = {
    document: smallDocument,
    window: smallDocument,
    ResizeObserver: SmallResizeObserver,
    innerHeight: 600,
    addEventListener() {},
    removeEventListener() {},
  };
  const before = Object.keys(given).map(
    (key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)] as const,
  );
  for (const [key, value] of Object.entries(given))
    Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
  return {
    newRoot: () => new SmallNode(1, "div"),
    end(): void {
      if (requestAnimationFrame) scheduling.requestAnimationFrame = requestAnimationFrame;
      else delete scheduling.requestAnimationFrame;
      Object.assign(i18n, wordless);
      for (const [key, descriptor] of before)
        if (descriptor) Object.defineProperty(globalThis, key, descriptor);
        else Reflect.deleteProperty(globalThis, key);
    },
  };
}
