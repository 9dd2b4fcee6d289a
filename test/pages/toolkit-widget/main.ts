import { type WidgetApi, WidgetApiImpl } from "@matrix-widget-toolkit/api";
import type { ToolkitHandle } from "./handle.ts";

/** The library's own version of matrix-widget-api has other types for the same values. */
type UpdateAction = Parameters<WidgetApi["updateDelayedEvent"]>[1];

const STATE = "com.example.toolkit";
const content = { msgtype: "m.notice", body: "The widget is gone.", status: "gone" };

const capabilities = [
  `org.matrix.msc2762.send.state_event:${STATE}`,
  "org.matrix.msc2762.send.event:m.room.message",
  "org.matrix.msc4157.send.delayed_event",
  "org.matrix.msc4157.update_delayed_event",
];

// As early as possible, before the host begins.
const connected = WidgetApiImpl.create({ capabilities });

/** Checks the approval, as widgets must, because this library does not. */
async function approved(): Promise<void> {
  if (!(await connected).hasInitialCapabilities()) throw new Error("Not all was approved");
}

const handle: ToolkitHandle = {
  phase: "connecting",

  async schedule(kind, delay) {
    await approved();
    return handle.scheduleAnyway(kind, delay);
  },

  async scheduleAnyway(kind, delay) {
    const api = await connected;
    const { delay_id } =
      kind === "state"
        ? await api.sendDelayedStateEvent(STATE, content, delay, { stateKey: api.widgetId ?? "" })
        : await api.sendDelayedRoomEvent("m.room.message", content, delay);
    return delay_id;
  },

  async update(delayId, action) {
    await approved();
    await handle.updateAnyway(delayId, action);
  },

  async updateAnyway(delayId, action) {
    await (await connected).updateDelayedEvent(delayId, action as UpdateAction);
  },
};
window.toolkit = handle;

connected.then((api) => {
  handle.phase = api.hasInitialCapabilities() ? "ready" : "refused";
});
