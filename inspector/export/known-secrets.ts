import type { SecretKind } from "./secret-names.ts";
import { LABEL } from "./secret-shapes.ts";

/** Shorter secrets are masked only under their own key: elsewhere they would match by chance. */
const FOUND_ANYWHERE = 8;
/** Longer secrets are searched for one by one, the others with patterns of at most this length (UTF-16 units). */
const LONG = 500;
const LONGEST_PATTERN = 20_000;

/** The secrets of one export, so that equal ones get equal labels everywhere. */
export interface KnownSecrets {
  /** @returns the label of a secret, which is known from now on */
  labelOf(secret: string, kind: SecretKind): string;
  /** Notes a label that is already in the input: no secret may get the same. */
  reserve(label: string): void;
  /** @returns the text without known secrets. @param found maps each label to what replaces the secret */
  without(text: string, found: (label: string) => string): string;
}

export function createKnownSecrets(): KnownSecrets {
  const labels = new Map<string, string>();
  const used = new Map<string, number>();
  /** Labels by the forms of a secret: unchanged, in a URL, in JSON. */
  const written = new Map<string, string>();
  let searches: (RegExp | string)[] | undefined;

  function learn(secret: string, label: string): void {
    if (secret.length < FOUND_ANYWHERE || isName(secret) || label.startsWith("to_device#")) return;
    for (const plain of [secret, orItself(decodeURIComponent, secret)])
      for (const form of [plain, orItself(encodeURIComponent, plain), JSON.stringify(plain).slice(1, -1)])
        if (form.length >= FOUND_ANYWHERE && !written.has(form)) written.set(form, label);
    searches = undefined;
  }

  function next(kind: SecretKind): string {
    const number = (used.get(kind) ?? 0) + 1;
    used.set(kind, number);
    return `${kind}#${number}`;
  }

  return {
    labelOf(secret, kind) {
      const known = labels.get(secret);
      if (known !== undefined) return known;
      // It may be known already in another form, such as percent-encoded in a path.
      const label = written.get(secret) ?? next(kind);
      labels.set(secret, label);
      learn(secret, label);
      return label;
    },
    reserve(label) {
      const [, kind = "", number] = LABEL.exec(label) ?? [];
      used.set(kind, Math.max(used.get(kind) ?? 0, Number(number)));
    },
    without(text, found) {
      if (written.size === 0 || text.length < FOUND_ANYWHERE) return text;
      searches ??= searchesFor([...written.keys()]);
      let masked = text;
      for (const search of searches)
        masked = masked.replaceAll(search, (form) => found(written.get(form) ?? ""));
      return masked;
    },
  };
}

/** @returns searches for all secrets, the longest first, since a secret may begin with a shorter one */
function searchesFor(secrets: string[]): (RegExp | string)[] {
  const sorted = secrets.sort((a, b) => b.length - a.length);
  const searches: (RegExp | string)[] = sorted.filter(({ length }) => length > LONG);
  let pattern = "";
  for (const secret of sorted.slice(searches.length)) {
    const escaped = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    if (pattern.length + escaped.length > LONGEST_PATTERN) {
      searches.push(new RegExp(pattern, "g"));
      pattern = "";
    }
    pattern += pattern === "" ? escaped : `|${escaped}`;
  }
  if (pattern !== "") searches.push(new RegExp(pattern, "g"));
  return searches;
}

/** A page can use Matrix's own names as secrets. Masking these everywhere would make the file unreadable. */
function isName(text: string): boolean {
  return /^[a-z]+(?:[._][a-z\d]+)*$/.test(text) && (/[._]/.test(text) || text.length < 16);
}

/** @returns the recoded text; the text itself if that fails, as for a lone surrogate or a stray `%` */
function orItself(recode: (text: string) => string, text: string): string {
  try {
    return recode(text);
  } catch {
    return text;
  }
}
