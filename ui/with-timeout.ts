/** @returns what the promise gives, or "silence" after so many milliseconds; a rejection is silence too */
export async function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T | "silence"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<"silence">((resolve) => {
    timer = setTimeout(() => resolve("silence"), ms);
  });
  try {
    return await Promise.race([promise, silence]);
  } catch {
    return "silence";
  } finally {
    clearTimeout(timer);
  }
}
