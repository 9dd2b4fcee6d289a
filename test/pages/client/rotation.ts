import type { MatrixClient } from "matrix-js-sdk";

/** Exchanges a client's access token, which expires, for the next one. */
export interface Rotation {
  /** Gets the next token, which the client then uses immediately. */
  next(): Promise<void>;
}

export function rotationOf(client: MatrixClient, first: string): Rotation {
  let refreshToken = first;
  return {
    async next() {
      const { access_token, refresh_token } = await client.refreshToken(refreshToken);
      refreshToken = refresh_token ?? refreshToken;
      client.setAccessToken(access_token);
      await client.whoami();
    },
  };
}
