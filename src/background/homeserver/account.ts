import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import type { KnownSession } from "../sessions.ts";
import type { Request } from "./request.ts";

/** The flags by which `/versions` says that delayed events are on; the second is in use on servers ahead of the spec. */
const DELAYED_EVENTS = ["org.matrix.msc4140", "org.matrix.msc4140.stable"];
const STICKY_EVENTS = "org.matrix.msc4354";

const Versions = v.object({ unstable_features: v.optional(v.record(v.string(), v.unknown())) });
const WhoAmI = v.object({ user_id: v.string(), device_id: v.optional(v.string()) });

/** What a homeserver says of itself and of the session. */
export function accountRequests(request: Request) {
  /** @returns whose token it is, or "rejected" when the homeserver does not know it */
  async function whoAmI(): Promise<KnownSession["account"] | "rejected"> {
    try {
      const answer = await request(Method.Get, "/account/whoami", { within: 5_000 });
      const { user_id, device_id } = v.parse(WhoAmI, answer);
      return { userId: user_id, ...(device_id && { deviceId: device_id }) };
    } catch (error) {
      if (error instanceof MatrixError && error.httpStatus === 401) return "rejected";
      throw error;
    }
  }

  /** Asks whether delayed events are on, and whether sticky ones are. */
  async function supports(): Promise<{ delayedEvents: boolean; stickyEvents: boolean }> {
    const answer = await request(Method.Get, "/_matrix/client/versions", { prefix: "", within: 1_500 });
    const { unstable_features = {} } = v.parse(Versions, answer);
    return {
      delayedEvents: DELAYED_EVENTS.some((flag) => unstable_features[flag] === true),
      stickyEvents: unstable_features[STICKY_EVENTS] === true,
    };
  }

  return { whoAmI, supports };
}
