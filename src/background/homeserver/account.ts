import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import { isDeviceId, isUserId } from "../../host-support/identifiers.ts";
import { ToldDuration } from "../times.ts";
import type { Request } from "./request.ts";
import { isUnknownToken } from "./request-errors.ts";

/**
 * The flags by which `/versions` promises delayed events: at the proposal's paths, and at the stable ones. The second
 * is for the time before homeservers list the version of the specification that has delayed events.
 */
const UNSTABLE = "org.matrix.msc4140";
const STABLE = "org.matrix.msc4140.stable";
const STICKY_EVENTS = ["org.matrix.msc4354", "org.matrix.msc4354.stable"];
/** This capability promises the same, and the longest delay. Of the two only the first promises the stable paths. */
const CAPABILITY = "m.delayed_events";
const CAPABILITIES = [CAPABILITY, "org.matrix.msc4140.delayed_events"];

/** The first version of the specification, such as "v1.20", to have each of these. */
interface SpecVersions {
  delayedEvents?: string;
  stickyEvents?: string;
}
/** No released version has either (November 2026). */
const SPEC_VERSIONS: SpecVersions = {};

const Versions = v.object({
  versions: v.fallback(v.array(v.unknown()), []),
  unstable_features: v.nullish(v.record(v.string(), v.unknown())),
});
const WhoAmI = v.object({
  user_id: v.pipe(v.string(), v.check(isUserId)),
  device_id: v.nullish(
    v.pipe(
      v.string(),
      v.check((id) => id === "" || isDeviceId(id)),
    ),
  ),
  is_guest: v.nullish(v.boolean()),
});
const Capabilities = v.object({ capabilities: v.nullish(v.record(v.string(), v.unknown()), {}) });
const Limits = v.object({ max_delay_ms: ToldDuration, max_scheduled: ToldDuration });

export const Account = v.object({
  userId: v.string(),
  deviceId: v.optional(v.string()),
  isGuest: v.optional(v.boolean()),
});
/** The account of a session, according to the homeserver. */
export type Account = v.InferOutput<typeof Account>;

/** What a homeserver advertises. */
export interface Support {
  /** Delayed events at the paths in `/unstable/org.matrix.msc4140`, and by the query parameter. */
  unstable: boolean;
  /** Delayed events at the paths of the specification. */
  stable: boolean;
  stickyEvents: boolean;
}

/** Requests about the homeserver itself and the session. */
export function accountRequests(request: Request, since = SPEC_VERSIONS) {
  /** @returns the token's account, or "rejected" if the homeserver does not know the token */
  async function whoAmI(): Promise<Account | "rejected"> {
    try {
      const { body } = await request(Method.Get, "/account/whoami", { within: 5_000 });
      const { user_id, device_id, is_guest } = v.parse(WhoAmI, body);
      return {
        userId: user_id,
        ...(device_id && { deviceId: device_id }),
        ...(is_guest && { isGuest: true }),
      };
    } catch (error) {
      if (isUnknownToken(error)) return "rejected";
      throw error;
    }
  }

  /**
   * Asks whether delayed events and sticky events are on. Only a homeserver whose `/versions` does not promise delayed
   * events is asked for its capabilities as well.
   */
  async function supports(): Promise<Support> {
    const { body } = await request(Method.Get, "/_matrix/client/versions", { prefix: "", within: 1_500 });
    const { versions, unstable_features } = v.parse(Versions, body);
    const has = (flag: string) => unstable_features?.[flag] === true;
    const said = {
      unstable: has(UNSTABLE),
      stable: has(STABLE) || isIn(versions, since.delayedEvents),
      stickyEvents: STICKY_EVENTS.some(has) || isIn(versions, since.stickyEvents),
    };
    return said.unstable || said.stable ? said : { ...said, stable: await isCapable() };
  }

  /** Says whether the homeserver lists the specification's capability for delayed events. No answer counts as no. */
  async function isCapable(): Promise<boolean> {
    const all = await capabilities().catch(() => undefined);
    return (longestIn(all?.[CAPABILITY]) ?? 0) > 0;
  }

  /**
   * @returns the longest delay that the homeserver accepts (ms), and the most pending events of one user, if it says
   */
  async function limits(): Promise<{ longest?: number; most?: number }> {
    const all = await capabilities();
    const said = CAPABILITIES.map((name) => v.safeParse(Limits, all[name])).find(({ success }) => success);
    if (!said?.success) return {};
    const { max_delay_ms: longest, max_scheduled: most } = said.output;
    return { ...(longest !== undefined && { longest }), ...(most !== undefined && { most }) };
  }

  /**
   * @returns the longest delay that the homeserver accepts (ms), if it says, as Synapse does from 1.157 on; 0 if
   *   delayed events are off, whatever its `/versions` says
   */
  async function longestDelay(): Promise<number | undefined> {
    const all = await capabilities();
    return CAPABILITIES.map((name) => longestIn(all[name])).find((longest) => longest !== undefined);
  }

  async function capabilities(): Promise<Record<string, unknown>> {
    const { body } = await request(Method.Get, "/capabilities", { within: 1_500 });
    return v.parse(Capabilities, body).capabilities;
  }

  return { whoAmI, supports, limits, longestDelay };
}

/** According to js-sdk, 0 in either field means that delayed events are off (`IDelayedEventsCapability`). */
function longestIn(capability: unknown): number | undefined {
  const { success, output } = v.safeParse(Limits, capability);
  if (!success) return undefined;
  return output.max_scheduled === 0 ? 0 : output.max_delay_ms;
}

/** Says whether one of the versions of the specification is this one or a later one. */
function isIn(versions: unknown[], first: string | undefined): boolean {
  const wanted = numberOf(first);
  return wanted !== undefined && versions.some((version) => (numberOf(version) ?? 0) >= wanted);
}

/** @returns "v1.20" as a number that can be compared; nothing if it is no version */
function numberOf(version: unknown): number | undefined {
  const [, major, minor] = /^v(\d{1,4})\.(\d{1,4})$/.exec(String(version)) ?? [];
  return major === undefined ? undefined : Number(major) * 10_000 + Number(minor);
}
