import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { relay } from "./fault-proxy/answers.ts";
import { forward } from "./fault-proxy/upstream.ts";
import { listen } from "./loopback.ts";

/** The path under which the back end acts for its user, with a homeserver's paths below it. */
const PATH = "/backend";

/** A client's pages, together with the server that holds its user's session. */
export interface Backend {
  /** The pages' origin, such as "http://localhost:34567". */
  origin: string;
  /** The pages' homeserver. Requests to it have no token. */
  baseUrl: string;
  /** Stops it, open connections included. */
  close(): Promise<void>;
}

/**
 * Serves a client without a session in the browser: its own server has logged in, and adds the token to the pages'
 * requests.
 * @param pages the origin that the pages are served from
 * @param homeserver the homeserver's base URL (http)
 * @param accessToken the session's token
 */
export async function startBackend({
  pages,
  homeserver,
  accessToken,
}: {
  pages: string;
  homeserver: string;
  accessToken: string;
}): Promise<Backend> {
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => incoming.socket.destroy());
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = "/" } = incoming;
    const asksHomeserver = url.startsWith(`${PATH}/`);
    if (asksHomeserver) {
      incoming.url = url.slice(PATH.length);
      incoming.headers.authorization = `Bearer ${accessToken}`;
    }
    await relay(await forward(asksHomeserver ? homeserver : pages, incoming, response), response);
  }

  const origin = `http://localhost:${await listen(server)}`;
  return {
    origin,
    baseUrl: origin + PATH,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
