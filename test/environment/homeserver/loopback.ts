import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
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
const RANGE = [15_000, 32_000] as const;

/**
 * Finds a free port that no other program gets, even while it is unused: neither from the system nor, for as long as this
 * process lives, by a call of this function, which the tests of another browser may make at the same moment. To mark it
 * as taken, this process holds the port of the same number of the other protocol.
 * @param range the first port, and the one after the last
 */
export async function freePort(
  protocol: "tcp" | "udp" = "tcp",
  range: readonly [number, number] = RANGE,
): Promise<number> {
  const [wanted, other] = protocol === "tcp" ? [tryTcp, tryUdp] : [tryUdp, tryTcp];
  for (;;) {
    const port = randomInt(...range);
    const mark = await other(port);
    if (!mark) continue;
    const socket = await wanted(port);
    if (!socket) {
      mark.close();
      continue;
    }
    mark.unref();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    return port;
  }
}

async function tryTcp(port: number): Promise<Server | undefined> {
  const server = createServer();
  return unlessInUse(() => listen(server, port).then(() => server));
}

async function tryUdp(port: number): Promise<Socket | undefined> {
  const socket = createSocket("udp4");
  return unlessInUse(async () => {
    const bound = once(socket, "listening");
    socket.bind({ port, address: LOOPBACK, exclusive: true });
    await bound.catch((error) => {
      socket.close();
      throw error;
    });
    return socket;
  });
}

/** @returns undefined if another program has the port */
async function unlessInUse<Bound>(bind: () => Promise<Bound>): Promise<Bound | undefined> {
  try {
    return await bind();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
}
