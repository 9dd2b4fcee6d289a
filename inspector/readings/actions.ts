import { FEATURES } from "../../src/features/features.ts";
import { probedBy } from "../../src/host-support/probe.ts";
import type { Reply, WidgetRequest } from "../../src/widget-api/message.ts";
import type { Row } from "../log/row.ts";
import { dataOf, hasData } from "./contents.ts";
import { isScheduling, updateIn } from "./delays.ts";

/** Something that a widget can ask its host for. */
export interface KnownAction {
  /** Several actions that make sense only together. */
  feature: string;
  action: string;
  is(row: Row): boolean;
  /** Says whether a reply without an error shows that it was done, where that is not all. */
  isDoneBy?(response: Record<string, unknown>): boolean;
  /** For a probe: says whether the host's answer, always an error, shows that it knows the feature. */
  isKnownBy?(answer: Reply<WidgetRequest>): boolean;
}

/** The name of a probe in the table. */
export const PROBED = "probe";

const simple = (feature: string, ...actions: string[]) =>
  actions.map((action): KnownAction => ({ feature, action, is: (row) => row.action === action }));

const isSending = (row: Row) => row.action === "send_event" && hasData(row) && !isScheduling(row);
const isSticky = (row: Row) => dataOf(row).sticky_duration_ms !== undefined;
const isState = (row: Row) => dataOf(row).state_key !== undefined;

/** What the reference host of matrix-widget-api 1.19 knows; the order is that of the table. */
export const ACTIONS: readonly KnownAction[] = [
  ...simple("session", "supported_api_versions", "content_loaded", "get_openid"),
  ...simple("session", "org.matrix.msc2974.request_capabilities"),
  {
    feature: "events",
    action: "send_event (message)",
    is: (row) => isSending(row) && !isState(row) && !isSticky(row),
  },
  { feature: "events", action: "send_event (state)", is: (row) => isSending(row) && isState(row) },
  ...simple("events", "org.matrix.msc2876.read_events", "org.matrix.msc3869.read_relations"),
  ...FEATURES.map(
    ({ id, isKnownBy }): KnownAction => ({
      feature: id,
      action: PROBED,
      is: (row) => featureProbed(row) === id,
      isKnownBy,
    }),
  ),
  {
    ...{ feature: "delayed-events", action: "send_event (delay)", is: isScheduling },
    isDoneBy: ({ delay_id }) => typeof delay_id === "string",
  },
  ...(["restart", "send", "cancel"] as const).map(
    (action): KnownAction => ({
      ...{ feature: "delayed-events", action: `update_delayed_event (${action})` },
      is: (row) => updateIn(row)?.action === action,
    }),
  ),
  { feature: "sticky-events", action: "send_event (sticky)", is: (row) => isSending(row) && isSticky(row) },
  ...simple("to-device", "send_to_device"),
  ...simple("turn", "watch_turn_servers", "unwatch_turn_servers"),
  ...simple("account-data", "com.beeper.read_room_account_data"),
  ...simple(
    "media",
    ...["get_media_config", "upload_file", "download_file"].map((name) => `org.matrix.msc4039.${name}`),
  ),
  ...simple("users", "org.matrix.msc3973.user_directory_search"),
  ...simple("navigation", "org.matrix.msc2931.navigate"),
  ...simple("calls", "org.matrix.msc4515.get_rtc_transports"),
  ...simple(
    "calls",
    ...["get_token", "delegate_delayed_leave"].map((name) => `org.matrix.msc4533.rtc_livekit_${name}`),
  ),
  ...simple(
    "display",
    "set_always_on_screen",
    "open_modal",
    "close_modal",
    "set_button_enabled",
    "m.sticker",
  ),
];

/** @returns the feature that a request asks for only to see whether the host's library knows it */
function featureProbed({ request }: Row): string | undefined {
  const payload = (request?.delivered ?? request?.sent)?.payload as WidgetRequest | undefined;
  return payload && probedBy(payload)?.id;
}
