import { createKnownSecrets } from "./known-secrets.ts";
import { type Place, placeAt, SECRET_KINDS, type SecretKind } from "./secret-names.ts";
import { LABEL, withoutShapes } from "./secret-shapes.ts";

/** How often each kind of secret was masked. */
export type MaskedCounts = Partial<Record<SecretKind, number>>;

/** Not every browser can write deeper values as JSON. */
const DEEPEST = 500;
const TOO_DEEP = "[too deep]";

/** Masks the secrets of one export: a file, a copy, or a text for an issue. */
export interface Masking {
  /**
   * @param value JSON, at any depth
   * @returns a copy without a secret in any value, key or text, or in JSON or a URL inside a text
   */
  mask<T>(value: T): T;
  /**
   * Learns the secrets of a value, counts nothing, and returns the value unchanged. `mask` then masks these secrets
   * everywhere, even where only their being equal shows that they are secrets.
   */
  learning: { mask<T>(value: T): T };
  counts(): MaskedCounts;
}

/** @returns the masking for one export: equal secrets get equal labels, `delay_id#3`, and labels in the input stay */
export function createMasking(): Masking {
  const known = createKnownSecrets();
  const counts = new Map<SecretKind, number>();
  let isCounting = false;

  function count(label: string): string {
    const kind = SECRET_KINDS.find((each) => label.startsWith(`${each}#`));
    if (isCounting && kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return label;
  }

  function labelOf(secret: string, kind: SecretKind): string {
    if (LABEL.test(secret)) {
      known.reserve(secret);
      return secret;
    }
    return count(known.labelOf(secret, kind));
  }

  function text(raw: string, depth: number): string {
    if (LABEL.test(raw)) {
      known.reserve(raw);
      return raw;
    }
    const whole = /^\s*[[{]/.test(raw) ? json(raw, depth) : raw;
    return withoutShapes(known.without(whole, count), labelOf);
  }

  /** Masks JSON inside a text. It stays exactly as written if there is nothing to mask. */
  function json(raw: string, depth: number): string {
    let parsed: unknown;
    try {
      parsed = JSON.parse(raw);
    } catch {
      return raw;
    }
    const masked = JSON.stringify(walk(parsed, undefined, depth + 1));
    return masked === JSON.stringify(parsed) ? raw : masked;
  }

  function walk(value: unknown, place: Place, depth: number): unknown {
    if (depth > DEEPEST) return TOO_DEEP;
    const isSecret = typeof place === "object";
    if (typeof value === "string")
      return isSecret && value !== "" ? labelOf(value, place.all) : text(value, depth);
    if (typeof value === "number") return isSecret ? labelOf(String(value), place.all) : value;
    if (typeof value !== "object" || value === null) return value;
    if (isSecret && place.all === "to_device") {
      // A key in it may also occur elsewhere.
      if (!isCounting) walk(value, "keys", depth + 1);
      return labelOf(textOf(value), place.all);
    }
    if (Array.isArray(value)) return value.map((each) => walk(each, place, depth + 1));
    const object = value as Record<string, unknown>;
    // Unlike an assignment, fromEntries makes "__proto__" an own key.
    return Object.fromEntries(
      Object.entries(object).map(([key, each]) => [
        text(key, depth),
        walk(each, placeAt(key, object, place), depth + 1),
      ]),
    );
  }

  return {
    learning: {
      mask(value) {
        walk(value, undefined, 0);
        return value;
      },
    },
    mask<T>(value: T): T {
      // The first walk learns: a secret that is found late may also occur earlier.
      walk(value, undefined, 0);
      isCounting = true;
      const masked = walk(value, undefined, 0);
      isCounting = false;
      return masked as T;
    },
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function textOf(value: object): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return TOO_DEEP;
  }
}
