import { createServer } from "node:http";
import { SignalRequest, SignalTarget, TrackType } from "@livekit/protocol";
import { RTCPeerConnection } from "werift";
import { type WebSocket, WebSocketServer } from "ws";
import { LOOPBACK, listen } from "../homeserver/loopback.ts";
import type { MediaServer, Participant } from "./media-server.ts";
import { says } from "./signalling.ts";

/** A connected participant. */
interface Connection {
  room: string;
  participant: Participant;
}

/**
 * A media server that accepts media and forwards none, for machines that cannot build LiveKit. Calls connect, and their
 * participants see each other's names but no pictures. It implements as much of LiveKit's protocol as a client needs.
 * https://docs.livekit.io/reference/internals/client-protocol/
 */
export async function startSmallSfu(): Promise<MediaServer> {
  const connections = new Set<Connection>();
  let packets = 0;
  // A rejected client fetches the address to learn why. 404 means that the newer way does not exist.
  const server = createServer((_, response) =>
    response.writeHead(404, { "Access-Control-Allow-Origin": "*" }).end(),
  );
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const token = url.searchParams.get("access_token");
    if (url.pathname !== "/rtc" || token === null) return void socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, token));
  });

  function serve(client: WebSocket, token: string): void {
    const { sub: identity, video } = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString(),
    );
    const connection: Connection = { room: video.room, participant: { identity, tracks: [] } };
    connections.add(connection);
    const peer = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      // Not only loopback, which Firefox could not reach.
      iceAdditionalHostAddresses: [LOOPBACK],
      bundlePolicy: "max-bundle",
    });
    peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(() => {
        packets += 1;
      });
    });
    peer.onIceCandidate.subscribe(
      (candidate) => candidate && client.send(says.candidate(candidate.toJSON())),
    );
    client.send(says.welcome(connection.room, identity));

    /** Handles messages one by one, because an answer to an offer takes a while, and candidates arrive meanwhile. */
    let inOrder = Promise.resolve();
    client.on("message", (data: Buffer) => {
      inOrder = inOrder.then(() => hear(SignalRequest.fromBinary(data).message)).catch(() => client.close());
    });
    client.on("close", () => {
      connections.delete(connection);
      void peer.close();
    });

    async function hear(message: SignalRequest["message"]): Promise<void> {
      switch (message.case) {
        case "offer": {
          const { id } = message.value;
          await peer.setRemoteDescription({ type: "offer", sdp: withoutLayers(message.value.sdp) });
          await peer.setLocalDescription(await peer.createAnswer());
          return client.send(says.answer(peer.localDescription?.sdp ?? "", id));
        }
        case "trickle":
          if (message.value.target === SignalTarget.PUBLISHER)
            await peer.addIceCandidate(JSON.parse(message.value.candidateInit));
          return;
        case "addTrack": {
          const { cid, type, name } = message.value;
          connection.participant.tracks.push(type === TrackType.AUDIO ? "AUDIO" : "VIDEO");
          return client.send(says.published(cid, { type, name }));
        }
        case "pingReq":
          return client.send(says.pong(message.value.timestamp));
        case "leave":
          return client.close();
      }
    }
  }

  const port = await listen(server);
  return {
    name: "a small server of our own, because LiveKit could not be built",
    url: `ws://localhost:${port}`,
    signer: { key: "small", secret: "unchecked" },
    participants: async (room) =>
      [...connections].filter((each) => each.room === room).map(({ participant }) => participant),
    packetsIn: async () => packets,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** werift does not support simulcast, which sends a picture in several sizes. */
function withoutLayers(sdp: string): string {
  return sdp
    .split("\r\n")
    .filter((line) => !/^a=(rid|simulcast)[: ]/.test(line))
    .join("\r\n");
}
