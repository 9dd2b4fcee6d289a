import type { VirtualDisplay } from "../test/environment/browsers.ts";

/** @returns whether somebody can look at a window; macOS and Windows have no variable that says so */
export function hasScreen(env = process.env, platform: string = process.platform): boolean {
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The screen that is there. A browser that is given none starts a virtual X server wherever `$DISPLAY` is not set. */
export const SCREEN: VirtualDisplay = { name: process.env.DISPLAY ?? "", close: async () => {} };
