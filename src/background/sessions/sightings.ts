import * as v from "valibot";
import { LimitedMap } from "../limited-map.ts";
import { oneAtATime, type Store } from "../store.ts";
import { needsSession, type SeenRequest, sessionIn } from "./seen-request.ts";

/** Why no session is learned for a client, although it sends requests to its homeserver. */
const REASONS = [
  /** Its requests come from a worker, and the browser does not report to which windows that belongs. */
  "partition-unknown",
  /** Its requests have no token: the client's own server adds it. */
  "session-elsewhere",
] as const;
export type Sighting = (typeof REASONS)[number];

const KEY = "sightings";
/** How many clients are remembered, the latest first. A page can have any number of origins, one for each port. */
const MOST = 100;

const Stored = v.array(
  v.object({ partition: v.optional(v.string()), origin: v.string(), reason: v.picklist(REASONS) }),
);
type Stored = v.InferOutput<typeof Stored>;

/**
 * Remembers in memory (`storage.session`) which clients have sent requests to a homeserver without showing a session,
 * so that the popup can say why.
 */
export function createSightings(store: Store) {
  const inOrder = oneAtATime();
  /** The sightings that need not be looked up again: a client makes many such requests. */
  const noted = new LimitedMap<string, true>(MOST);

  async function read(): Promise<Stored> {
    const stored = v.safeParse(Stored, await store.get(KEY));
    return stored.success ? stored.output : [];
  }

  /** Notes why a request shows no session, if the request reveals it. @returns whether that is new */
  function note(request: SeenRequest): Promise<boolean> {
    const reason = reasonIn(request);
    if (!reason) return Promise.resolve(false);
    const { origin, partition } = request;
    const found = { origin, reason, ...(partition !== undefined && { partition }) };
    const mark = JSON.stringify(found);
    if (noted.has(mark)) return Promise.resolve(false);
    noted.set(mark, true);
    const noting = inOrder(async () => {
      const all = await read();
      if (all.some((each) => isSame(each, found))) return false;
      await store.set(KEY, [found, ...all].slice(0, MOST));
      return true;
    });
    noting.catch(() => noted.delete(mark));
    return noting;
  }

  /** @returns why no session has been learned for a client in this place, if known */
  async function reasonFor(partition: string, origin: string): Promise<Sighting | undefined> {
    const its = (await read()).filter((each) => each.origin === origin);
    return its.find((each) => mayBeIn(partition, each))?.reason;
  }

  /** A session has been learned for a client in this place, so earlier sightings no longer matter. */
  function forget(partition: string, origin: string): Promise<void> {
    return keep((each) => each.origin !== origin || !mayBeIn(partition, each));
  }

  /** Forgets the sightings in a partition, and those whose partition is not known. */
  function forgetPartition(partition: string): Promise<void> {
    return keep((each) => !mayBeIn(partition, each));
  }

  function keep(isKept: (each: Stored[number]) => boolean): Promise<void> {
    noted.clear();
    return inOrder(async () => {
      const all = await read();
      const left = all.filter(isKept);
      if (left.length < all.length) await store.set(KEY, left);
    });
  }

  return { note, reasonFor, forget, forgetPartition };
}

export type Sightings = ReturnType<typeof createSightings>;

function reasonIn(request: SeenRequest): Sighting | undefined {
  if (sessionIn(request)) return request.partition === undefined ? "partition-unknown" : undefined;
  return needsSession(request.url) ? "session-elsewhere" : undefined;
}

function mayBeIn(partition: string, { partition: told }: Stored[number]): boolean {
  return told === undefined || told === partition;
}

function isSame(a: Stored[number], b: Stored[number]): boolean {
  return a.origin === b.origin && a.partition === b.partition && a.reason === b.reason;
}
