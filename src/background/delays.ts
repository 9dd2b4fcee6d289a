import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayedSend, UpdateAction } from "../delayed-events/stand-in.ts";
import { type PendingEvent, SentAtOnceError } from "./homeserver/delayed-events.ts";
import type { Homeserver } from "./homeserver/homeserver.ts";
import type { Ledger, LedgerEntry, Owner } from "./ledger.ts";
import type { KnownSession, Session } from "./sessions.ts";

/** In whose name a delayed event is scheduled or updated, and where that was asked. */
export interface Author {
  session: KnownSession;
  world: string;
  /** The origin of the client's page. */
  client: string;
  widget: LedgerEntry["widget"];
}

/** The homeserver cannot do what is asked; js-sdk's name for it is UnsupportedDelayedEventsEndpointError. */
export class UnsupportedError extends Error {
  override name = "UnsupportedError";
}

/** How long ago a host's failed request may have reached the homeserver all the same, in milliseconds. */
const JUST_NOW = 15_000;

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
  /** What homeservers said they support, by base URL; a yes is remembered while the worker lives. */
  const supporting = new Map<string, Awaited<ReturnType<Homeserver["supports"]>>>();

  async function requireSupport(baseUrl: string, homeserver: Homeserver, event: DelayedSend): Promise<void> {
    const supported = supporting.get(baseUrl) ?? (await homeserver.supports());
    if (!supported.delayedEvents) throw new UnsupportedError(`${baseUrl} does not support delayed events`);
    supporting.set(baseUrl, supported);
    if (event.stickyDuration !== undefined && !supported.stickyEvents)
      throw new UnsupportedError(`${baseUrl} does not support sticky events`);
  }

  /**
   * Schedules an event. It is in the ledger before the request leaves, and its delay_id before this resolves.
   * @returns the homeserver's delay_id
   */
  async function schedule(by: Author, roomId: string, event: DelayedSend): Promise<string> {
    const { homeserver: baseUrl } = by.session;
    const homeserver = connect(by.session);
    await requireSupport(baseUrl, homeserver, event);
    const id = await intend(by, { ...event, roomId });
    try {
      const delayId = await homeserver.schedule(roomId, event, id);
      await ledger.record(id, { kind: "accepted", delayId, at: now() });
      return delayId;
    } catch (error) {
      if (error instanceof SentAtOnceError) supporting.delete(baseUrl);
      const kind = error instanceof HTTPError || error instanceof SentAtOnceError ? "refused" : "unanswered";
      await ledger.record(id, { kind, error: describe(error), at: now() });
      throw error;
    }
  }

  /**
   * Schedules an event that the host has tried to schedule and failed at, unless the homeserver holds it already: the
   * host's request may have arrived though its answer did not.
   */
  async function scheduleOnce(by: Author, roomId: string, event: DelayedSend): Promise<string> {
    const pending = await connect(by.session).pendingEvents();
    const alike = pending.filter((each) => each.since > now() - JUST_NOW && isSame(each, roomId, event));
    // One that the ledger knows was answered for already: this is another, and equal.
    const known = await Promise.all(alike.map(({ delayId }) => ledger.find(ownerOf(by), delayId)));
    const held = alike.find((_, place) => known[place] === undefined);
    if (!held) return schedule(by, roomId, event);
    await adopt(by, held);
    return held.delayId;
  }

  /**
   * Restarts, sends or cancels a delayed event of this author.
   *
   * From Synapse 1.143 on, whoever knows a delay_id can use it. So one that the ledger does not know as this author's is
   * used only if the homeserver lists it for the account, and is then in the ledger; otherwise the answer is what the
   * homeserver gives for an unknown one.
   */
  async function update(
    by: Author,
    delayId: string,
    action: UpdateAction,
    who: "widget" | "user" = "widget",
  ): Promise<void> {
    const homeserver = connect(by.session);
    const known = await ledger.find(ownerOf(by), delayId);
    const id = known?.id ?? (await adoptListed(by, homeserver, delayId));
    try {
      await homeserver.update(delayId, action);
      await ledger.record(id, { kind: "updated", action, by: who, at: now() });
    } catch (error) {
      if (isNotFound(error)) await ledger.record(id, { kind: "missing", at: now() });
      throw error;
    }
  }

  async function adoptListed(by: Author, homeserver: Homeserver, delayId: string): Promise<string> {
    const listed = (await homeserver.pendingEvents()).find((each) => each.delayId === delayId);
    if (!listed) throw notFound();
    return adopt(by, listed);
  }

  /** Takes a delayed event of this account into the ledger that somebody else has scheduled: the host, another client. */
  async function adopt(by: Author, { delayId, since, ...event }: PendingEvent): Promise<string> {
    const id = await intend(by, event);
    await ledger.record(id, { kind: "accepted", delayId, at: since });
    return id;
  }

  async function intend(by: Author, event: DelayedSend & { roomId: string }): Promise<string> {
    const id = crypto.randomUUID();
    const { roomId, type, stateKey, content, delay } = event;
    const what = { roomId, type, content, delay, ...(stateKey !== undefined && { stateKey }) };
    await ledger.intend({ ...ownerOf(by), ...what, id, intendedAt: now(), widget: by.widget });
    return id;
  }

  return { schedule, scheduleOnce, update, homeserver: connect };
}

export type Delays = ReturnType<typeof createDelays>;

function ownerOf({ session, world, client }: Author): Owner {
  return { world, client, account: { userId: session.account.userId, homeserver: session.homeserver } };
}

function isSame(
  pending: PendingEvent,
  roomId: string,
  { type, stateKey, content, delay }: DelayedSend,
): boolean {
  return (
    pending.roomId === roomId &&
    pending.type === type &&
    pending.stateKey === stateKey &&
    pending.delay === delay &&
    JSON.stringify(pending.content) === JSON.stringify(content)
  );
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
