import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { UpdateAction } from "../../delayed-events/delayed-event.ts";
import { countdown } from "../countdown.ts";
import { type Dialect, isLost, isNotFound, isNotSpoken, speak, waysToUpdate } from "./dialect.ts";
import type { Request } from "./request.ts";
import { isNotFromHomeserver, TokenRunOutError } from "./request-errors.ts";

/** Restarts, sends and cancels a homeserver's delayed events (MSC4140). */
export function updateRequests(request: Request, dialect: Dialect) {
  /**
   * Restarts, sends or cancels a delayed event. A request that is lost with the connection, or not understood, is
   * repeated once: all three may be repeated safely.
   * @param within milliseconds
   */
  async function update(delayId: string, action: UpdateAction, within = 1_500): Promise<void> {
    const left = countdown(within);
    const once = () => updateBy(delayId, action, left());
    try {
      await once();
    } catch (error) {
      if (isGuestsRefusal(error)) return updateBy(delayId, action, left(), true);
      const isAnswered =
        error instanceof TokenRunOutError || (error instanceof HTTPError && !isNotFromHomeserver(error));
      // Half a second is enough if the homeserver answers at all.
      if (isAnswered || left() < 500) throw error;
      await once();
    }
  }

  async function updateBy(
    delayId: string,
    action: UpdateAction,
    within: number,
    withoutToken = false,
  ): Promise<void> {
    const left = countdown(within);
    const ways = waysToUpdate(delayId, action);
    // All ways are tried twice: of two servers behind one address, only one may know delayed events. The way that was
    // understood before comes first both times, since the remembered way also shows the homeserver's generation.
    await speak(dialect, "update", [...ways, ...ways], ({ method, path, options }) => {
      const orWithoutToken = action === "restart";
      return request(method, path, { ...options, within: Math.max(left(), 1), withoutToken, orWithoutToken });
    });
  }

  /** Says whether guests may restart here. Synapse allows it from 1.143 on, without their token. */
  async function letsGuestsUpdate(): Promise<boolean> {
    try {
      await updateUnknown(true);
      return true;
    } catch (error) {
      return isNotFound(error);
    }
  }

  /** Says whether the homeserver has understood an update before. */
  function understoodUpdates(): boolean {
    return dialect.has("update") && !isNotSpoken(dialect, "update");
  }

  /**
   * Tests whether updates reach a server that understands them: a proxy may route them to another server than the one
   * that schedules. It tries without a token first, since that does not count towards the user's own restarts (Synapse
   * from 1.143 on limits it by address).
   * @returns nothing if it is not clear
   */
  async function understandsUpdates(): Promise<boolean | undefined> {
    return (await isUnderstood(true)) || isUnderstood(false);
  }

  async function isUnderstood(withoutToken: boolean): Promise<boolean | undefined> {
    try {
      await updateUnknown(withoutToken);
      return true;
    } catch (error) {
      if (isNotFound(error)) return true;
      return isLost(error) ? false : undefined;
    }
  }

  /**
   * Says whether the homeserver reads an update's action from the body only. Synapse does so up to 1.142, the
   * generation in which the user's own state event cancels a delayed one.
   */
  async function updatesByBody(): Promise<boolean> {
    if (!dialect.has("update")) await updateUnknown().catch(() => {});
    return dialect.get("update") === "body";
  }

  function updateUnknown(withoutToken?: boolean): Promise<void> {
    return updateBy(`postdate_${crypto.randomUUID()}`, "restart", 1_500, withoutToken);
  }

  return { update, letsGuestsUpdate, understoodUpdates, understandsUpdates, updatesByBody };
}

function isGuestsRefusal(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === "M_GUEST_ACCESS_FORBIDDEN";
}
