import { SEND_EVENT_ACTION, UPDATE_ACTIONS } from "../../src/features/delayed-events/names.ts";
import { FEATURES } from "../../src/features/features.ts";
import { probedBy } from "../../src/host-support/probe.ts";
import type { Reply, WidgetRequest } from "../../src/widget-api/message.ts";
import type { Row } from "../log/row.ts";
import { dataOf, hasData } from "./contents.ts";
import { updateIn } from "./delays.ts";

/** Something that a widget can ask its host for. */
export interface KnownAction {
  /** The feature: actions that make sense only together. */
  feature: string;
  /** The action's name, with the variant in brackets if it has several. */
  action: string;
  /** Says whether a reply shows that the action was performed, if the absence of an error is not enough. */
  isDoneBy?(response: Record<string, unknown>): boolean;
  /** For a probe: says whether the host's answer, usually an error, shows that it knows the feature. */
  isKnownBy?(answer: Reply<WidgetRequest>): boolean;
}

const PROBE = "probe";

/** The name of the probe for a feature. */
const probeOf = (feature: string) => `${PROBE} (${feature})`;
export const isProbe = ({ action }: KnownAction) => action.startsWith(PROBE);

const simple = (feature: string, ...actions: string[]) =>
  actions.map((action): KnownAction => ({ feature, action }));

/** The actions that the reference host of matrix-widget-api 1.19 knows, in the order of the table. */
export const ACTIONS: readonly KnownAction[] = [
  ...simple("session", "supported_api_versions", "content_loaded", "get_openid"),
  ...simple("session", "org.matrix.msc2974.request_capabilities"),
  ...simple("events", "send_event (message)", "send_event (state)"),
  ...simple("events", "org.matrix.msc2876.read_events", "org.matrix.msc3869.read_relations"),
  ...FEATURES.map(({ id, isKnownBy }): KnownAction => ({ feature: id, action: probeOf(id), isKnownBy })),
  {
    feature: "delayed-events",
    action: "send_event (delay)",
    isDoneBy: ({ delay_id }) => typeof delay_id === "string",
  },
  ...simple(
    "delayed-events",
    ...["restart", "send", "cancel"].map((what) => `update_delayed_event (${what})`),
  ),
  ...simple("sticky-events", "send_event (sticky)"),
  ...simple("to-device", "send_to_device"),
  ...simple("turn", "watch_turn_servers", "unwatch_turn_servers"),
  ...simple("account-data", "com.beeper.read_room_account_data"),
  ...simple(
    "media",
    ...["get_media_config", "upload_file", "download_file"].map((what) => `org.matrix.msc4039.${what}`),
  ),
  ...simple("users", "org.matrix.msc3973.user_directory_search"),
  ...simple("navigation", "org.matrix.msc2931.navigate"),
  ...simple("calls", "org.matrix.msc4515.get_rtc_transports"),
  ...simple(
    "calls",
    ...["get_token", "delegate_delayed_leave"].map((what) => `org.matrix.msc4533.rtc_livekit_${what}`),
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

/** @returns the action of the table that a widget's request is; nothing if that is unknown */
export function actionOf(row: Row): string | undefined {
  const probed = featureProbed(row);
  if (probed !== undefined) return probeOf(probed);
  if (row.action === SEND_EVENT_ACTION)
    return hasData(row) ? `send_event (${kindOf(dataOf(row))})` : undefined;
  if (!(UPDATE_ACTIONS as readonly string[]).includes(row.action)) return row.action;
  const update = updateIn(row);
  return update && `update_delayed_event (${update.action})`;
}

function kindOf({ delay, sticky_duration_ms, state_key }: Record<string, unknown>): string {
  if (delay !== undefined) return "delay";
  if (state_key !== undefined) return "state";
  return sticky_duration_ms === undefined ? "message" : "sticky";
}

/** @returns the id of the feature that a row probes; nothing if it is no probe */
export function featureProbed({ request }: Row): string | undefined {
  const payload = (request?.delivered ?? request?.sent)?.payload as WidgetRequest | undefined;
  return payload && probedBy(payload)?.id;
}
