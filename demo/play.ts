import { openPopup, tabOf } from "../test/environment/popup/popup-page.ts";
import type { Stage } from "../test/environment/stage.ts";
import { DELAY_MS, type Demo, INTERVAL_MS, nameOf, type Scene, startBrowser, startStage } from "./demo.ts";
import { openHeartbeat } from "./heartbeat.ts";
import { seconds } from "./narrator.ts";

/** Opens a window with the client and its widget for the user to play with, and prints what to try. */
export async function openWindow(demo: Demo): Promise<Scene> {
  const { narrator } = demo;
  const stage = await startStage(demo);
  narrator.note(`Synapse ${stage.synapse.version} answers at ${stage.synapse.baseUrl}.`);
  const browser = await startBrowser(demo, "with Postdate");
  const [blank] = await browser.puppeteer.pages();
  const opened = await openHeartbeat(browser, stage);
  // Open Postdate in a tab, too: browsers hide its toolbar button in a menu, and the tab keeps the window open.
  await openPopup(browser, await tabOf(browser, opened.page));
  await opened.page.bringToFront();
  await blank?.close();
  narrator.note(`${nameOf(browser)} shows the client of ${stage.alice.userId}, with a widget in it.`);

  const [delay, interval] = [seconds(DELAY_MS), seconds(INTERVAL_MS)];
  narrator.say(`
The client hosts the widget through matrix-widget-api 1.6.0, which does not know delayed events. Try this:
  1. Press Start in the widget. The homeserver now holds its last will, "Alice is gone", to be sent in ${delay};
     every ${interval} the widget restarts the delay.
  2. Open Postdate, in the second tab or with its toolbar button. It counts down; try restarting, sending, cancelling.
  3. Stop the heartbeat. After ${delay} the homeserver sends the last will.
  4. Start again, and close the client's tab or the whole browser. The homeserver still sends it.
     (Ctrl-Shift-T brings a closed tab back.)
What ${stage.bob.userId} sees in the room appears below. Ctrl-C, or closing the browser, ends everything.
`);
  return { stage, browser, opened };
}

/** Prints how to continue manually after a walk without a window. */
export function printAddresses(
  { narrator }: Demo,
  { synapse, alice, clientOrigin, widgetOrigin, room }: Stage,
): void {
  const fragment = new URLSearchParams({
    homeserver: synapse.baseUrl,
    user: alice.userId,
    password: alice.password,
    room,
    widget: `${widgetOrigin}/widget/widget.html?delay=${DELAY_MS}&interval=${INTERVAL_MS}`,
  });
  narrator.say(`
Everything is still running. In a browser on this machine, with dist/extension-test loaded as an extension, this is
the client: ${clientOrigin}/client/client.html#${fragment}
The homeserver is ${synapse.baseUrl}; ${alice.userId} has the password ${alice.password}.
What Bob sees in the room appears below. Ctrl-C ends everything.
`);
}
