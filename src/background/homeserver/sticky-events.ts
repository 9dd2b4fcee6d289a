import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import type { StickyHomeserver } from "../../features/sticky-events/send-sticky-event.ts";
import { countdown } from "../countdown.ts";
import { UnansweredError } from "./delayed-events.ts";
import { stickyQuery } from "./dialect.ts";
import { pathOf } from "./path-of.ts";
import type { Request } from "./request.ts";
import { TokenRunOutError } from "./request-errors.ts";

const Sent = v.object({ event_id: v.pipe(v.string(), v.minLength(1)) });
/** How long the first try may take (ms). */
const FIRST_TRY = 5_000;

/** Requests for sticky events (MSC4354). A homeserver without them would send ordinary ones: call `supports` first. */
export function stickyEventRequests(request: Request) {
  /**
   * Sends a sticky event. If it is unclear whether it was sent, the request is repeated once: the transaction id guards
   * against sending twice.
   * @param within milliseconds
   * @returns the event_id
   * @throws UnansweredError if it may have been sent, or TokenRunOutError or js-sdk's `HTTPError` for a refusal
   */
  const sendSticky: StickyHomeserver["sendSticky"] = async (
    roomId,
    { type, content, stickyDuration },
    transactionId,
    within,
  ) => {
    const names = { $roomId: roomId, $type: type, $transactionId: transactionId };
    const path = pathOf("/rooms/$roomId/send/$type/$transactionId", names);
    const asked = { query: stickyQuery(stickyDuration), body: content };
    const left = countdown(within);
    const put = (most: number) => request(Method.Put, path, { ...asked, within: most });
    const { body } = await put(Math.min(FIRST_TRY, within)).catch(async (error: unknown) => {
      if (isRefusal(error)) throw error;
      // A refusal of the second request says nothing about the first.
      const again = left() > 0 ? await put(left()).catch(() => undefined) : undefined;
      if (!again) throw new UnansweredError(error, true);
      return again;
    });
    const sent = v.safeParse(Sent, body);
    if (!sent.success) throw new UnansweredError(new Error("The homeserver's answer has no event_id"), true);
    return sent.output.event_id;
  };

  return { sendSticky };
}

/** Says whether an error shows that the homeserver, or a proxy in front of it, did not send the event. */
function isRefusal(error: unknown): boolean {
  if (error instanceof TokenRunOutError) return true;
  return error instanceof MatrixError || (error instanceof HTTPError && (error.httpStatus ?? 500) < 500);
}
