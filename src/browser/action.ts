import browser from "webextension-polyfill";
import type { Badge } from "../background/overview/badge.ts";
import { text } from "./i18n.ts";

/**
 * The popup's own colour for what needs attention (ui/base.css, light theme). White text on it has a contrast of 6 to
 * 1.
 */
const COLOR = "#8a5300";
const TEXT_COLOR = "#ffffff";

/** Draws the badge on the toolbar button, in every tab. A browser without badges leaves the button as it was. */
export async function drawBadge({ text: sign, title }: Badge): Promise<void> {
  const { action } = browser;
  try {
    await action.setTitle({ title: text(title) });
    await action.setBadgeBackgroundColor({ color: COLOR });
    await action.setBadgeTextColor({ color: TEXT_COLOR });
    await action.setBadgeText({ text: sign });
  } catch {
    // Nothing depends on the badge: the popup says the same.
  }
}
