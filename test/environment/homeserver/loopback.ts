import { createServer, type Server } from "node:net";

/** Everything listens here. An address, not a name, because `localhost` may mean ::1, where another program may listen. */
export const LOOPBACK = "127.0.0.1";

/**
 * Starts listening on loopback.
 * @param port 0 lets the system choose
 * @returns the port
 * @throws Error (EADDRINUSE) when something else listens there
 */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A server without a port");
  return address.port;
}

/** @returns a free port, which the system does not hand out again soon */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
