/** A text with all occurrences of `sought` marked, ignoring case. */
export function Marked({ words, sought }: { words: string; sought: string }) {
  const parts = sought === "" ? [words] : partsOf(words, sought.toLowerCase());
  return <>{parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>;
}

/** @returns the text in parts: every second one is an occurrence of `sought` */
export function partsOf(words: string, sought: string): string[] {
  const lower = words.toLowerCase();
  // A few letters have another length in lower case; then no place would be right.
  if (lower.length !== words.length) return [words];
  const parts: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(sought); at >= 0; at = lower.indexOf(sought, from)) {
    parts.push(words.slice(from, at), words.slice(at, at + sought.length));
    from = at + sought.length;
  }
  return [...parts, words.slice(from)];
}
