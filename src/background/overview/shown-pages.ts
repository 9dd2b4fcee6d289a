import type { FrameMessage } from "../../messaging/frame-contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import { patternOf } from "../site-pattern.ts";
import type { Sites } from "../sites.ts";
import type { Toolbar } from "./toolbar.ts";
import type { Unreached } from "./unreached.ts";

interface Parts {
  sites: Pick<Sites, "uses">;
  unreached: Pick<Unreached, "heard" | "note">;
  toolbar: Pick<Toolbar, "refreshTab">;
}

/** The messages of frames that may change the toolbar button. */
const CHANGES_BUTTON: FrameMessage["ask"][] = ["page-here", "widget-seen", "approved", "unreached"];

/** The side effects of pages' messages: notes what a site needs, and updates the toolbar button. */
export function createShownPages({ sites, unreached, toolbar }: Parts) {
  /** A frame's message was answered. A `perform`, which may be a restart, has no effect here. */
  async function heard(message: FrameMessage, sender: FrameSender, answer: unknown): Promise<void> {
    if (message.ask === "perform" || answer === false) return;
    const seen = message.ask === "widget-seen" ? message.widget.origin : undefined;
    if (seen !== undefined) await uses(sender, seen);
    await unreached.heard(sender, seen);
    if (message.ask === "unreached") await unreached.note(sender, message.widget);
    if (CHANGES_BUTTON.includes(message.ask)) await toolbar.refreshTab(sender.tabId);
  }

  /** A client's page uses another site: its homeserver's, or a widget's. */
  async function uses(
    { origin, partition }: { origin: string; partition?: string },
    url: string,
  ): Promise<void> {
    const [site, used] = [patternOf(origin), patternOf(url)];
    // If the browser does not report the partition, it may be a private one.
    if (site && used && partition !== undefined) await sites.uses(site, [used], partition);
  }

  return { heard, uses };
}
