import { createServer, type Socket } from "node:net";
import { freePort, listen } from "../homeserver/loopback.ts";
import type { MediaServer } from "./media-server.ts";

/** How a media server is broken: it accepts connections without an answer, or refuses them. */
export type Broken = "silent" | "refusing";

/** Starts a broken media server. */
export async function brokenMedia(how: Broken): Promise<MediaServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.resume();
  });
  const port = how === "silent" ? await listen(server) : await freePort();
  return {
    name: `a ${how} server`,
    url: `ws://localhost:${port}`,
    signer: { key: "broken", secret: "broken" },
    participants: async () => [],
    packetsIn: async () => 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
