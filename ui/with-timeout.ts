/**
 * @param start begins the task; called at once
 * @param ms how long to wait (ms)
 * @returns the task's result, or "silence" after that time. A rejection counts as silence, too, and so does an
 *   exception: Firefox throws one when a page that is closing calls its APIs
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
