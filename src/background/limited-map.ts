/**
 * A map with a maximum size that forgets the entry set longest ago. It is for keys that pages, widgets and homeservers
 * could make up endlessly, and only for values that can be looked up again if missing.
 */
export class LimitedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: Key, value: Value): this {
    // An entry that is set again counts as new.
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.#most) break;
      this.delete(oldest);
    }
    return this;
  }
}
