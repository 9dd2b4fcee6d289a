/**
 * A random UUID (RFC 9562, version 4). Browsers have `crypto.randomUUID` only in secure contexts, and a widget or a
 * client may be on plain http: https://w3c.github.io/webcrypto/#Crypto-interface
 */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, place) => marked(byte, place).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The version is in the first half of the seventh byte, the variant in the first two bits of the ninth. */
function marked(byte: number, place: number): number {
  if (place === 6) return (byte & 0x0f) | 0x40;
  return place === 8 ? (byte & 0x3f) | 0x80 : byte;
}
