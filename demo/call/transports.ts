import type { OpenCall } from "../../test/environment/call/open-call.ts";

const GET = "org.matrix.msc4515.get_rtc_transports";

/** @returns the time of the call's first request to its client (epoch ms) */
export async function beganAt(call: OpenCall): Promise<number> {
  return (await call.requests())[0]?.at ?? Number.NaN;
}

/** @returns the service in front of the media server, as told to the call; nothing if it was told none */
export async function serviceToldTo(call: OpenCall): Promise<string | undefined> {
  const asked = (await call.requests()).findLast(({ action }) => action === GET);
  const told = asked?.response?.rtc_transports as { livekit_service_url?: string }[] | undefined;
  return told?.[0]?.livekit_service_url;
}
