import type { ClientWidgetApi, HostLibrary } from "./host-library.ts";
import type { WidgetOptions } from "./options.ts";

/** A call's reports that need no reaction from its client. */
const ACKNOWLEDGED = [
  "io.element.join",
  "io.element.device_mute",
  "io.element.close",
  "im.vector.hangup",
  "set_always_on_screen",
];
const TRANSPORTS_VERSION = "org.matrix.msc4515";
const GET_TRANSPORTS = "org.matrix.msc4515.get_rtc_transports";

/**
 * Makes a host do for a call what Element Web does beyond its library: acknowledge the call's reports, and name media
 * servers if it should (MSC4515). Without media servers, Element Call asks the homeserver for half a minute.
 */
export function hostCall(
  api: ClientWidgetApi,
  library: HostLibrary,
  { call, transports }: WidgetOptions,
): void {
  if (!call) return;
  for (const action of ACKNOWLEDGED) answer(api, action, {});
  if (transports === undefined) return;
  const versions = library.CurrentApiVersions as string[];
  if (!versions.includes(TRANSPORTS_VERSION)) versions.push(TRANSPORTS_VERSION);
  const livekit = { type: "livekit", livekit_service_url: transports };
  answer(api, GET_TRANSPORTS, { rtc_transports: [livekit] });
}

/** The library emits each request before it handles it, and ignores it if it has been answered. */
function answer(api: ClientWidgetApi, action: string, response: Record<string, unknown>): void {
  api.on(`action:${action}`, (event: CustomEvent) => {
    event.preventDefault();
    api.transport.reply(event.detail, response);
  });
}
