import assert from "node:assert/strict";
import { type ComponentChild, render } from "preact";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";
import type { Catalogue } from "./catalogues.ts";
import { englishIn } from "./english-in.ts";

/**
 * Shows views of the extension's pages in a language, for the tests of a `describe`. Load views in a later `before`,
 * because they look up the browser's APIs as they load.
 * @param browsers the browser's own language; by default, that of the messages
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

  /** @returns all texts of the views */
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
