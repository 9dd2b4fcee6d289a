import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayedSend, UpdateAction } from "../delayed-events/stand-in.ts";
import { type Homeserver, SentAtOnceError } from "./homeserver.ts";
import type { Ledger, LedgerEntry, Owner } from "./ledger.ts";
import type { KnownSession, Session } from "./sessions.ts";

/** In whose name a delayed event is scheduled or updated, and where that was asked. */
export interface Author {
  session: KnownSession;
  world: string;
  /** The origin of the client's page. */
  client: string;
}

/** The homeserver does not count delayed events down; js-sdk's name for it is UnsupportedDelayedEventsEndpointError. */
export class DelayedEventsUnsupportedError extends Error {
  override name = "DelayedEventsUnsupportedError";
}

/** Does what is asked of delayed events at the homeserver, and keeps the ledger of it. */
export function createDelays({
  ledger,
  connect,
  now,
}: {
  ledger: Ledger;
  connect: (session: Session) => Homeserver;
  /** Epoch milliseconds. */
  now: () => number;
}) {
  /** Base URLs of homeservers that said they support delayed events; remembered while the worker lives. */
  const supporting = new Set<string>();

  async function requireSupport(baseUrl: string, homeserver: Homeserver): Promise<void> {
    if (supporting.has(baseUrl)) return;
    if (!(await homeserver.supportsDelayedEvents()))
      throw new DelayedEventsUnsupportedError(`${baseUrl} does not support delayed events`);
    supporting.add(baseUrl);
  }

  /**
   * Schedules an event. It is in the ledger before the request leaves, and its delay_id before this resolves.
   * @returns the homeserver's delay_id
   */
  async function schedule(
    by: Author,
    widget: LedgerEntry["widget"],
    roomId: string,
    event: DelayedSend,
  ): Promise<string> {
    const homeserver = connect(by.session);
    await requireSupport(by.session.homeserver, homeserver);
    const id = crypto.randomUUID();
    const { type, stateKey, content, delay } = event;
    await ledger.intend({
      ...ownerOf(by),
      id,
      intendedAt: now(),
      widget,
      roomId,
      type,
      ...(stateKey !== undefined && { stateKey }),
      content,
      delay,
    });
    try {
      const delayId = await homeserver.schedule(roomId, event, id);
      await ledger.record(id, { kind: "accepted", delayId, at: now() });
      return delayId;
    } catch (error) {
      if (error instanceof SentAtOnceError) supporting.delete(by.session.homeserver);
      const kind = error instanceof HTTPError || error instanceof SentAtOnceError ? "refused" : "unanswered";
      await ledger.record(id, { kind, error: describe(error), at: now() });
      throw error;
    }
  }

  /**
   * Restarts, sends or cancels a delayed event of this author.
   *
   * From Synapse 1.143 on, whoever knows a delay_id can use it. So one that the ledger does not know as this author's is
   * used only if the homeserver lists it for the account; otherwise the answer is what the homeserver gives for an
   * unknown one.
   */
  async function update(by: Author, delayId: string, action: UpdateAction): Promise<void> {
    const homeserver = connect(by.session);
    const entry = await ledger.find(ownerOf(by), delayId);
    if (!entry && !(await homeserver.delayIds()).includes(delayId)) throw notFound();
    try {
      await homeserver.update(delayId, action);
      if (entry) await ledger.record(entry.id, { kind: "updated", action, at: now() });
    } catch (error) {
      if (entry && isNotFound(error)) await ledger.record(entry.id, { kind: "missing", at: now() });
      throw error;
    }
  }

  return { schedule, update, homeserver: connect };
}

export type Delays = ReturnType<typeof createDelays>;

function ownerOf({ session, world, client }: Author): Owner {
  return { world, client, account: { userId: session.account.userId, homeserver: session.homeserver } };
}

function isNotFound(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === "M_NOT_FOUND";
}

function notFound(): MatrixError {
  return new MatrixError({ errcode: "M_NOT_FOUND", error: "Delayed event not found" }, 404);
}

/** @returns an error in a few words, without the address it came from: that may hold a delay_id */
export function describe(error: unknown): string {
  if (error instanceof MatrixError) return `${error.errcode ?? error.httpStatus}: ${error.error ?? ""}`;
  return error instanceof Error ? error.message : String(error);
}
