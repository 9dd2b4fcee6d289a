/** Says whether a window is gone. Firefox throws at any access to a closed window that was in this process. */
export function isGone(window: Window): boolean {
  try {
    return window.closed;
  } catch {
    return true;
  }
}

/**
 * Says where a window is in relation to this page. A widget is a direct child of its host: the reference transport
 * speaks only to `window.parent` (matrix-widget-api, WidgetApi). A deeper frame is nobody's widget, whatever it posts.
 *
 * - `child`: a frame that this page has embedded.
 * - `deeper`: a frame inside such a frame.
 * - `elsewhere`: this page itself, a page around it, the page that opened it, or none at all.
 */
export function placeOf(speaker: Window | null): "child" | "deeper" | "elsewhere" {
  if (!speaker || speaker === window || isGone(speaker)) return "elsewhere";
  if (speaker.parent === speaker) return "elsewhere";
  if (speaker.parent === window) return "child";
  for (let frame = speaker.parent; frame !== frame.parent; frame = frame.parent)
    if (frame.parent === window) return "deeper";
  return "elsewhere";
}
