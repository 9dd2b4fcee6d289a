import type { HeartbeatHandle } from "../../pages/heartbeat-widget/handle.ts";
import type { PendingDelay } from "../homeserver/matrix-user.ts";
import type { OpenClient, Stage } from "../stage.ts";
import { until } from "../until.ts";

/** A delay that a widget has scheduled. */
export interface Scheduled {
  /** The widget's id, which is also its event's state key. */
  widgetId: string;
  delayId: string;
}

/** Puts heartbeat widgets into an open client, one for each delay. */
export interface Scheduling {
  /**
   * Adds a widget and waits until its heart beats.
   * @param query of the widget's page, test/pages/heartbeat-widget/options.ts
   */
  schedule(query: string): Promise<Scheduled>;
  /**
   * Adds a widget that schedules nothing by itself, and waits for this phase, such as a refusal.
   * @returns its id
   */
  add(query: string, phase?: "ready" | "refused"): Promise<string>;
  /** The homeserver's entry for a delay; undefined if there is none with this id. */
  held(delayId: string): Promise<PendingDelay | undefined>;
  /** Makes each widget cancel its remaining delay, and removes all of them from the client. */
  clear(): Promise<void>;
}

/** @param client an open client, whose existing widgets stay unchanged */
export function startScheduling(client: OpenClient, stage: Stage): Scheduling {
  let count = 0;
  let widgets: number[] = [];

  /** Adds a widget and waits until it is in a phase. */
  async function put(query: string, phase: HeartbeatHandle["phase"]): Promise<Scheduled> {
    const widgetId = `heart-${++count}`;
    const widget = `${stage.widgetOrigin}/widget/widget.html?${query}`;
    const add = (id: string, url: string) => window.testClient.addWidget({ widgetId: id, widget: url });
    widgets.push(await client.page.evaluate(add, widgetId, widget));
    // Until the new page has loaded, the client's last widget is the previous one.
    const read = (it: HeartbeatHandle) => ({ phase: it.phase, delayId: it.delayId, query: location.search });
    let delayId = "";
    await until(`${widgetId} is ${phase}`, async () => {
      const heartbeat = await client.heartbeat(read);
      delayId = heartbeat.delayId ?? "";
      return heartbeat.phase === phase && heartbeat.query.includes(`widgetId=${widgetId}&`);
    });
    return { widgetId, delayId };
  }

  return {
    schedule: (query) => put(`autostart=1&${query}`, "beating"),

    add: async (query, phase = "ready") => (await put(query, phase)).widgetId,

    async held(delayId) {
      return (await stage.aliceElsewhere.delayedEvents()).find(({ delay_id }) => delay_id === delayId);
    },

    async clear() {
      const frames = client.page.frames().filter((frame) => /[?&]widgetId=heart-\d+&/.test(frame.url()));
      // A remaining delay would end during another test.
      await Promise.all(frames.map((frame) => frame.evaluate(() => window.heartbeat.cancel())));
      for (const widget of widgets) {
        await client.page.evaluate((number) => window.testClient.removeWidget(number), widget);
      }
      widgets = [];
    },
  };
}
