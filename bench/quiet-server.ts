import { createServer } from "node:http";
import { listen } from "../test/environment/homeserver/loopback.ts";

/** A server that is so quick that what a browser and an extension take is most of what is measured. */
export interface QuietServer {
  port: number;
  close(): void;
}

/** A browser asks beforehand once, and then not for as long as this (s), so that a request is one request. */
const MAX_AGE = 7_200;

/** @returns a server for a nearly empty page at `/`, and for an API that any page may ask, at every other path */
export async function startQuietServer(): Promise<QuietServer> {
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization");
    response.setHeader("access-control-max-age", MAX_AGE);
    response.setHeader("cache-control", "no-store");
    const isPage = request.url === "/";
    response.setHeader("content-type", isPage ? "text/html" : "application/json");
    // Whose token it is that the extension has seen.
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
