import { INSPECTED_FILE, inject } from "./scripting.ts";

/**
 * Runs the inspector's script in the present frames of a tab, as far as the extension may.
 * @returns whether it reached any. Chromium refuses a tab whose own page is not granted, whatever is in its frames
 */
export async function inspectTab(tabId: number): Promise<boolean> {
  const target = { tabId, allFrames: true };
  const reached = await inject({ target, injectImmediately: true, files: [INSPECTED_FILE] });
  return reached.length > 0;
}

/** Does the same only in frames that do not report, or no longer do. */
export async function inspectSilentFrames(tabId: number): Promise<void> {
  const isTelling = () => (globalThis as { postdateWatcher?: unknown }).postdateWatcher !== undefined;
  const frames = await inject({
    target: { tabId, allFrames: true },
    injectImmediately: true,
    func: isTelling,
  });
  const silent = frames.filter(({ result }) => result === false);
  // If several were named, and one had gone, none would get the script.
  const inspect = ({ frameId }: (typeof frames)[number]) =>
    inject({ target: { tabId, frameIds: [frameId] }, injectImmediately: true, files: [INSPECTED_FILE] });
  await Promise.all(silent.map(inspect));
}
