import type { ClientWidgetApi, HostLibrary } from "./host-library.ts";
import type { WidgetOptions } from "./options.ts";

/** What a call tells its client that needs no reaction from the client. */
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
 * Makes a host do for a call what Element Web does beyond its library: acknowledge what it reports; and, if it is to
 * name media servers, say so (MSC4515). Without that Element Call asks the homeserver for half a minute.
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

/** The library emits each request before it handles it, and leaves it alone if it has been answered. */
function answer(api: ClientWidgetApi, action: string, response: Record<string, unknown>): void {
  api.on(`action:${action}`, (event: CustomEvent) => {
    event.preventDefault();
    api.transport.reply(event.detail, response);
  });
}
