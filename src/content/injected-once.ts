/** What src/browser/scripting.ts and this script leave in the isolated world of a page. */
interface Marks {
  postdateIsHere?: boolean;
  postdateIsLate?: boolean;
}
const marks = globalThis as Marks;

/** Says whether this is the first script of the extension in this page. Afterwards there is one. */
export function isFirstHere(): boolean {
  const isFirst = marks.postdateIsHere !== true;
  marks.postdateIsHere = true;
  return isFirst;
}

/** Says whether this script was injected into a page that was already loaded. */
export function isLate(): boolean {
  return marks.postdateIsLate === true;
}
