import { SECRET_KINDS, type SecretKind } from "./secret-names.ts";

/** A label, which stays. */
export const LABEL = new RegExp(`^(${SECRET_KINDS.join("|")})#(\\d{1,9})$`);
const NO_LABEL = `(?!(?:${SECRET_KINDS.join("|")})#\\d)`;

/** A text without any of these has no secret that its shape could show. */
const HINT = /[="]|%3d|eyJ|sy[rtd]_|m[ac][rt]_|bearer|basic|delayed_events|:\/\//i;

/** The names of secret parts of a query or a fragment: `access_token=`, `perhaps.sig=`. */
const NAME =
  "(?:[\\w.-]*(?:token|secret|passw(?:or)?d|passphrase|pwd|jwt|signature|credential|auth|delay(?:ed_?event)?_?ids?|(?:api|private|access|e2ee|encryption|media|recovery|room|session|shared)_?key)|sig|key|code|session|sid|ticket)";

interface Shape {
  kind: SecretKind;
  /** Two groups: the text before the secret, which stays, and the secret. */
  regex: RegExp;
}

/**
 * @param equals how `=` is written: percent-encoded once for each URL around. @returns the shape of a part of a query
 */
function queryPart(equals: string, end: string): Shape {
  const before = `((?:[?&#;\\s]|%(?:25)*(?:3f|26|23)|^)${NAME}${equals})`;
  return { kind: "token", regex: new RegExp(`${before}${NO_LABEL}((?:${end}[^&#\\s"'<>\\\\])+)`, "gi") };
}

const SHAPES: Shape[] = [
  // The paths of a homeserver's requests. A delay_id is the whole segment.
  { kind: "delay_id", regex: new RegExp(`(/delayed_events/)${NO_LABEL}([^/?#\\s"'<>\\\\]+)`, "g") },
  // JSON inside a text, however often its quotes are escaped.
  named("delay_id", "delay(?:ed_?event)?_?ids?"),
  named("access_token", "access_?token"),
  named("password", "passw(?:or)?d|passphrase"),
  named("encryption_key", "session_?key|media_?key"),
  named("token", "token|secret|credential|authorization|cookie|jwt"),
  {
    kind: "token",
    regex: new RegExp(`(\\b(?:bearer|basic)(?:\\s|%20|\\+)+)${NO_LABEL}([^\\s"',;<>\\\\]+)`, "gi"),
  },
  { kind: "password", regex: new RegExp(`(://[^\\s/?#:@"]*:)${NO_LABEL}([^\\s/?#@"]+)(?=@)`, "g") },
  queryPart("=", ""),
  queryPart("%3d", "(?!%26|%23)"),
  queryPart("%253d", "(?!%2526|%2523)"),
  // Bounded, since a text with many `eyJ` would be read again from each of them.
  { kind: "token", regex: /()(eyJ[\w-]{4,1000}\.[\w-]{4,}(?:\.[\w-]*)?)/g },
  // Synapse's, its compatibility tokens, and those of Matrix Authentication Service.
  { kind: "access_token", regex: /()(sy[rt]_[\w.~+/=-]{6,}|mc[rt]_[\w.~+/=-]{6,})/g },
  { kind: "access_token", regex: /((?<![A-Za-z])|(?<=\\[nrtbf]))(ma[rt]_[\w.~+/=-]{16,})/g },
  { kind: "delay_id", regex: /()(syd_[\w.~+=-]{4,})/g },
];

function named(kind: SecretKind, names: string): Shape {
  return {
    kind,
    regex: new RegExp(`("[\\w.-]*(?:${names})\\\\*"\\s*:\\s*\\\\*")${NO_LABEL}((?:[^"\\\\])+)`, "gi"),
  };
}

/** @returns the text in which `label` has replaced everything that looks like a secret */
export function withoutShapes(text: string, label: (secret: string, kind: SecretKind) => string): string {
  if (!HINT.test(text)) return text;
  let masked = text;
  for (const { kind, regex } of SHAPES)
    masked = masked.replace(regex, (_, before: string, secret: string) => before + label(secret, kind));
  return masked;
}
