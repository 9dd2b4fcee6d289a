import { createHmac } from "node:crypto";

const VALID_S = 6 * 3600;

/** The signer's key and secret. */
export interface Signer {
  key: string;
  secret: string;
}

/**
 * Creates an access token for LiveKit (a JWT with HS256, RFC 7519).
 * https://docs.livekit.io/home/get-started/authentication/
 * @param video what the bearer may do, in LiveKit's terms
 */
export function liveKitToken(
  { key, secret }: Signer,
  identity: string,
  video: Record<string, unknown>,
): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: key, sub: identity, nbf: now - 10, exp: now + VALID_S, video };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
