import { browserName } from "../browser/browser-name.ts";
import { type BrowserOptions, type UsedStage, useStage } from "../use-stage.ts";
import { type CallStage, setCallStage } from "./call-stage.ts";
import { mediaOptions } from "./media-options.ts";

/**
 * `useStage` for calls: with a call stage, and a browser with a fake microphone.
 * @param options as for `setCallStage`
 * @param options.browser false if the tests open their own
 */
export function useCallStage({
  browser = mediaOptions(browserName),
  ...options
}: Parameters<typeof setCallStage>[0] & { browser?: BrowserOptions | false } = {}): UsedStage<CallStage> {
  return useStage({ set: () => setCallStage(options), browser });
}
