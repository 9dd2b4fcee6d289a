/**
 * A map that remembers so many things at most, and forgets what was set the longest time ago. It is for what pages, widgets and
 * homeservers may name without end, and for what is a reminder alone: whoever does not find it there asks again.
 */
export class LimitedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: Key, value: Value): this {
    // What is set again counts as new.
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.#most) break;
      this.delete(oldest);
    }
    return this;
  }
}
