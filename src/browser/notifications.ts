import browser from "webextension-polyfill";
import type { LastWillNotice } from "../background/overview/notices.ts";
import { text } from "./i18n.ts";

/** Notifies the user, if the browser permits it. A second notification about a delay replaces the first. */
export async function notify({ id, room }: LastWillNotice): Promise<void> {
  try {
    await browser.notifications.create(`last-will ${id}`, {
      type: "basic",
      iconUrl: browser.runtime.getURL("icons/128.png"),
      title: text("name"),
      message: room === undefined ? text("takenOut") : text("takenOutOf", room),
    });
  } catch {
    // Without the permission this API does not exist. The popup says the same.
  }
}
