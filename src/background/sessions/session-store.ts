import * as v from "valibot";
import { patternOf } from "../site-pattern.ts";
import { oneAtATime, type Store } from "../store.ts";
import { StoredSession } from "./stored-session.ts";

const PREFIX = "session ";
/** How many ports of one host may have stored sessions: a site is a host on any port. */
const ORIGINS_OF_A_SITE = 16;

/** Changes the sessions of a place. Returning the same list means that nothing has changed. */
type Edit = (sessions: StoredSession[]) => StoredSession[];

/** The sessions in storage, by place: a partition, and the origin of a client's page in it. */
export class SessionStore {
  readonly #store: Store;
  readonly #inOrder = oneAtATime();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns the sessions of a place, the newest first */
  async read(partition: string, origin: string): Promise<StoredSession[]> {
    const stored = v.safeParse(v.array(StoredSession), await this.#store.get(keyOf(partition, origin)));
    return stored.success ? stored.output : [];
  }

  change(partition: string, origin: string, edit: Edit): Promise<void> {
    return this.#inOrder(() => this.#changeNow(partition, origin, edit));
  }

  /**
   * Like `change`, but refuses a place without sessions if its site already has as many places as it may.
   * @returns whether the change was made
   */
  changeIfSpace(partition: string, origin: string, edit: Edit): Promise<boolean> {
    return this.#inOrder(async () => {
      if (!(await this.#hasSpaceFor(partition, origin))) return false;
      await this.#changeNow(partition, origin, edit);
      return true;
    });
  }

  /** Forgets all sessions of a partition. */
  forgetPartition(partition: string): Promise<void> {
    return this.#inOrder(async () => {
      for (const key of (await this.#store.all(keyOf(partition, ""))).keys()) await this.#store.remove(key);
    });
  }

  async #changeNow(partition: string, origin: string, edit: Edit): Promise<void> {
    const before = await this.read(partition, origin);
    const next = edit(before);
    const key = keyOf(partition, origin);
    if (next.length > 0) await this.#store.set(key, next);
    else if (before.length > 0) await this.#store.remove(key);
  }

  /** Says whether there is space for a first session of this origin beside those of its site's other origins. */
  async #hasSpaceFor(partition: string, origin: string): Promise<boolean> {
    const ofPartition = keyOf(partition, "");
    const origins = [...(await this.#store.all(ofPartition)).keys()].map((key) =>
      key.slice(ofPartition.length),
    );
    const site = patternOf(origin);
    const ofSite = origins.filter((other) => patternOf(other) === site);
    return ofSite.length < ORIGINS_OF_A_SITE || origins.includes(origin);
  }
}

function keyOf(partition: string, origin: string): string {
  return `${PREFIX}${partition} ${origin}`;
}
