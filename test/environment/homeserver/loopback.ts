import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/** The address of all servers. Not a name, because `localhost` may mean ::1, where another program may listen. */
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

/** Systems choose higher ports for connections and for servers without a fixed port (Linux from 32768 on). */
const [FIRST, LAST] = [15_000, 32_000];

/** @returns a free port that the system gives to no other program, even while it is unused */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    try {
      const port = await listen(server, randomInt(FIRST, LAST));
      await new Promise((resolve) => server.close(resolve));
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}
