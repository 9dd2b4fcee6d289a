/**
 * @param start begins what is waited for; called at once
 * @returns its result, or "silence" after this many milliseconds. A rejection is silence too, and so is an exception:
 *   Firefox throws one when a page that is closing asks it for anything
 */
export async function withTimeout<T>(start: () => Promise<T>, ms: number): Promise<T | "silence"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<"silence">((resolve) => {
    timer = setTimeout(() => resolve("silence"), ms);
  });
  try {
    return await Promise.race([start(), silence]);
  } catch {
    return "silence";
  } finally {
    clearTimeout(timer);
  }
}
