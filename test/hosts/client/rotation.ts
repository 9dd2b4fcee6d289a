import type { MatrixClient } from "matrix-js-sdk";

/** Exchanges a client's access token for the next one, in the two steps that a client takes. */
export interface Rotation {
  /** @returns the next token, which the client does not use yet; who uses it first ends the one before */
  next(): Promise<string>;
  /** From now on the client uses the token that came last, and does so at once. */
  use(): Promise<void>;
}

export function rotationOf(client: MatrixClient, first: string): Rotation {
  let refreshToken = first;
  let accessToken = "";
  return {
    async next() {
      const answer = await client.refreshToken(refreshToken);
      accessToken = answer.access_token;
      refreshToken = answer.refresh_token ?? refreshToken;
      return accessToken;
    },
    async use() {
      client.setAccessToken(accessToken);
      await client.whoami();
    },
  };
}
