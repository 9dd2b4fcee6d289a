import browser from "webextension-polyfill";
import type { LastWillNotice } from "../background/overview/notices.ts";
import { text } from "./i18n.ts";

/** Tells the user, if the browser permits it. One notice of a delay replaces another of it. */
export async function notify({ id, room }: LastWillNotice): Promise<void> {
  try {
    await browser.notifications.create(`last-will ${id}`, {
      type: "basic",
      iconUrl: browser.runtime.getURL("icons/128.png"),
      title: text("name"),
      message: room === undefined ? text("takenOut") : text("takenOutOf", room),
    });
  } catch {
    // Without the permission there is no such API. The popup says the same.
  }
}
