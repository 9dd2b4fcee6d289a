import type { LoginRequest, MatrixClient } from "matrix-js-sdk";

/** Exchanges a client's access token for the next one, in the two steps that a client takes. */
export interface Rotation {
  /** Asks for the next token: from then on the homeserver does not know the one before, which the client still uses. */
  next(): Promise<string>;
  /** From now on the client uses the token that came last, and does so at once. */
  use(): Promise<void>;
}

/** @param request logs in as the same device; that ends its session, whose token lives no longer than it */
export function rotationOf(client: MatrixClient, request: LoginRequest): Rotation {
  let accessToken = "";
  return {
    async next() {
      accessToken = (await client.loginRequest(request)).access_token;
      return accessToken;
    },
    async use() {
      client.setAccessToken(accessToken);
      await client.whoami();
    },
  };
}
