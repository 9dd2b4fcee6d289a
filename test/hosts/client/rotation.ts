import type { MatrixClient } from "matrix-js-sdk";

/** Exchanges a client's access token, which the homeserver forgets in time, for the next one. */
export interface Rotation {
  /** The client has the next token, and uses it at once. */
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
