import type { VirtualDisplay } from "../test/environment/browser/browsers.ts";

/** @returns whether windows can be shown; macOS and Windows always can, and have no variable that says so */
export function hasScreen(env = process.env, platform: string = process.platform): boolean {
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The existing screen. Without one, a browser starts a virtual X server if `$DISPLAY` is not set. */
export const SCREEN: VirtualDisplay = { name: process.env.DISPLAY ?? "", close: async () => {} };
