/** What src/browser/scripting.ts and this script leave on the isolated world of a page. */
interface Marks {
  postdateIsHere?: boolean;
  postdateIsLate?: boolean;
}
const marks = globalThis as Marks;

/** Says whether no script of the extension is in this page yet; from then on there is one. */
export function isFirstHere(): boolean {
  const isFirst = marks.postdateIsHere !== true;
  marks.postdateIsHere = true;
  return isFirst;
}

/** Says whether this script was brought into a page that was there before it. */
export function isLate(): boolean {
  return marks.postdateIsLate === true;
}
