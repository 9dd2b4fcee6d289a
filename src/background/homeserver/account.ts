import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import { isDeviceId, isUserId } from "../../host-support/identifiers.ts";
import { ToldDuration } from "../times.ts";
import { isUnknownToken, type Request } from "./request.ts";

/**
 * The flags with which `/versions` says that delayed events are on: under the proposal's paths, and under the future
 * stable ones.
 */
const UNSTABLE = "org.matrix.msc4140";
const STABLE = "org.matrix.msc4140.stable";
const STICKY_EVENTS = "org.matrix.msc4354";
const CAPABILITIES = ["m.delayed_events", "org.matrix.msc4140.delayed_events"];

const Versions = v.object({ unstable_features: v.optional(v.record(v.string(), v.unknown())) });
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
const Capabilities = v.object({ capabilities: v.record(v.string(), v.unknown()) });
const Limits = v.object({ max_delay_ms: ToldDuration });

export const Account = v.object({
  userId: v.string(),
  deviceId: v.optional(v.string()),
  isGuest: v.optional(v.boolean()),
});
/** The account of a session, according to the homeserver. */
export type Account = v.InferOutput<typeof Account>;

/** What `/versions` says about delayed events. */
export interface Support {
  /** Under the paths in `/unstable/org.matrix.msc4140`, and by the query parameter. */
  unstable: boolean;
  /** Under the paths that the specification is to have. */
  stable: boolean;
  stickyEvents: boolean;
}

/** What a homeserver says about itself and the session. */
export function accountRequests(request: Request) {
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

  /** Asks whether delayed events and sticky events are on. */
  async function supports(): Promise<Support> {
    const { body } = await request(Method.Get, "/_matrix/client/versions", { prefix: "", within: 1_500 });
    const { unstable_features = {} } = v.parse(Versions, body);
    return {
      unstable: unstable_features[UNSTABLE] === true,
      stable: unstable_features[STABLE] === true,
      stickyEvents: unstable_features[STICKY_EVENTS] === true,
    };
  }

  /** @returns the longest delay that the homeserver accepts (ms), if it says: Synapse does from 1.157 on */
  async function longestDelay(): Promise<number | undefined> {
    const { body } = await request(Method.Get, "/capabilities", { within: 1_500 });
    const { capabilities } = v.parse(Capabilities, body);
    const said = CAPABILITIES.map((name) => v.safeParse(Limits, capabilities[name]));
    return said.find((limits) => limits.success)?.output.max_delay_ms;
  }

  return { whoAmI, supports, longestDelay };
}
