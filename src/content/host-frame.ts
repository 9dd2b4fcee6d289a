import { standInFor } from "../host-support/stand-ins.ts";
import { isWidgetRequest } from "../widget-api/message.ts";
import { answerInHostsStead } from "./relay.ts";

/**
 * Runs in every frame of a switched-on site, before the page's own scripts: the first to hear what a widget says to its
 * host. A request that can be done in the host's stead is kept from the host and relayed; all else passes untouched.
 *
 * Every such request is taken, whatever the host may be able to do by itself: asking the host first is the business of
 * `host-support`, and its verdict belongs in the line that looks for a stand-in.
 */
window.addEventListener(
  "message",
  (event) => {
    const request: unknown = event.data;
    if (!isWidgetRequest(request)) return;
    const standIn = standInFor(request);
    if (!standIn) return;
    event.stopImmediatePropagation();
    void answerInHostsStead(event, request, standIn);
  },
  true,
);
