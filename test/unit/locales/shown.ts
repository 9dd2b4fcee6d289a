import assert from "node:assert/strict";
import { type ComponentChild, render } from "preact";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";
import type { Catalogue } from "./catalogues.ts";
import { englishIn } from "./english-in.ts";

/**
 * Views of the extension's pages in a language, for the tests of a `describe`. Views are to be loaded in a `before` after
 * this: the browser's APIs are looked for as they load.
 * @param browsers the browser's own language; that of the words unless another is named
 */
export function useLanguage(messages: Catalogue, browsers?: string) {
  let small: ReturnType<typeof withSmallDocument>;
  const roots: SmallNode[] = [];
  before(() => {
    small = withSmallDocument(messages, browsers);
  });
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  /** @returns everything that the views say */
  function wordsOf(...views: ComponentChild[]): string[] {
    const root = small.newRoot();
    roots.push(root);
    for (const view of views) render(view, root as never);
    assert.ok(root.words.length > 0);
    return root.words.map(String);
  }

  /** @param said see `englishIn` */
  function assertTranslated(views: ComponentChild[], said = ""): void {
    assert.deepEqual(englishIn(wordsOf(...views), messages, said), []);
  }

  return { wordsOf, assertTranslated };
}
