import { evaluate } from "../browser/evaluate.ts";
import type { ClientOptions, OpenClient } from "../stage.ts";

export const MEMBER = "org.matrix.msc3401.call.member";
export const READ = "org.matrix.msc2876.read_events";
/** How often the widget with refused reads tries to read. */
export const READS = 14;
/** The action that a silent client never answers, and how many other requests it answers meanwhile. */
export const SILENT = { action: "get_openid", others: 212 };
/** The approval of a client that has another name for call events than the widget. */
export const APPROVED = "org.matrix.msc2762.receive.state_event:m.call.member";

/** A client and a widget that do not get along. */
export interface Scene {
  /** The options of both. `page` is loaded instead of the widget. */
  options: ClientOptions & { widgetQuery?: string; page?: string };
  /** Their actions. */
  act?: (client: OpenClient) => Promise<unknown>;
}

const ORDINARY = "will=0&kind=message";

export const SCENES = {
  /** The client waits for a message that the widget never posts. */
  neverLoaded: { options: { waitForLoad: "0", widgetQuery: `${ORDINARY}&loaded=never` } },

  /** The widget posts that message to a client that does not wait for it. */
  loadedUnexpectedly: { options: { widgetQuery: `${ORDINARY}&loaded=always` } },

  /** The page in the frame is not a widget. */
  noWidget: { options: { page: "hasty/blank.html" } },

  readsRefused: {
    options: { approve: APPROVED, widgetQuery: `${ORDINARY}&extra=${APPROVED}` },
    act: ({ widget }) =>
      evaluate(
        widget(),
        async (action, type, count) => {
          for (let left = count; left > 0; left -= 1)
            await window.heartbeat.request({ action, data: { type, state_key: true } });
        },
        READ,
        MEMBER,
        READS,
      ),
  },

  /** The widget's page leaves incoming events to its library, which refuses them. */
  eventNotTaken: { options: { widgetQuery: "will=0&autostart=1&takesEvents=0" } },

  /** The widget sends a message, but never gets it back from the room. */
  noEcho: { options: { widgetQuery: `${ORDINARY}&autostart=1` } },

  silentClient: {
    options: { silent: SILENT.action, widgetQuery: ORDINARY },
    act: ({ widget }) =>
      evaluate(
        widget(),
        async (action, count) => {
          window.heartbeat.request({ action, data: {} }).catch(() => undefined);
          for (let left = count; left > 0; left -= 1)
            await window.heartbeat.request({ action: "supported_api_versions", data: {} });
        },
        SILENT.action,
        SILENT.others,
      ),
  },
} satisfies Record<string, Scene>;

/** The client schedules but cannot restart, and Postdate has no session for that. @param delay in ms */
export function dyingCall(delay: number): Scene {
  const widgetQuery = `type=${MEMBER}&delay=${delay}&interval=${delay * 0.4}&autostart=1`;
  return { options: { session: "backend", host: "1.13.1", driver: "delayed-send-only", widgetQuery } };
}
