import { createServer } from "node:http";
import { listen } from "../test/environment/homeserver/loopback.ts";

/** A server so quick that the measurements show mostly the browser and the extension. */
export interface QuietServer {
  port: number;
  close(): void;
}

/** How long a browser needs no further preflight (s), so that each measurement is a single request. */
const MAX_AGE = 7_200;

/** @returns a server with a nearly empty page at `/`, and an API open to any page at every other path */
export async function startQuietServer(): Promise<QuietServer> {
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization");
    response.setHeader("access-control-max-age", MAX_AGE);
    response.setHeader("cache-control", "no-store");
    const isPage = request.url === "/";
    response.setHeader("content-type", isPage ? "text/html" : "application/json");
    // The extension asks for the owner of a token that it has seen.
    response.end(isPage ? "<!doctype html><title>Bench</title><p>Hello" : '{"user_id":"@bench:example.org"}');
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server);
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
