import { createServer } from "node:http";
import {
  JoinResponse,
  ParticipantInfo,
  ParticipantInfo_State,
  Pong,
  Room,
  SessionDescription,
  SignalRequest,
  SignalResponse,
  SignalTarget,
  TrackPublishedResponse,
  TrackType,
  TrickleRequest,
} from "@livekit/protocol";
import { RTCPeerConnection } from "werift";
import { type WebSocket, WebSocketServer } from "ws";
import { LOOPBACK, listen } from "../loopback.ts";
import type { MediaServer, Participant } from "./media-server.ts";

const PING_S = 5;

/** Somebody who is connected. */
interface Connection {
  room: string;
  participant: Participant;
}

/**
 * A media server that takes what comes in and gives it to nobody, for where LiveKit cannot be built: a call stands, and its
 * people see each other's names, not their pictures. It speaks LiveKit's protocol as far as a client needs that.
 * https://docs.livekit.io/reference/internals/client-protocol/
 */
export async function startSmallSfu(): Promise<MediaServer> {
  const connections = new Set<Connection>();
  let packets = 0;
  // A client that is turned away asks once more by fetch, to learn why: 404 says that the newer way is not there.
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
      iceInterfaceAddresses: { udp4: LOOPBACK },
      iceAdditionalHostAddresses: [LOOPBACK],
      bundlePolicy: "max-bundle",
    });
    const say = (message: SignalResponse["message"]) =>
      client.send(new SignalResponse({ message }).toBinary());
    peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(() => {
        packets += 1;
      });
    });
    peer.onIceCandidate.subscribe((candidate) => {
      if (!candidate) return;
      const candidateInit = JSON.stringify(candidate.toJSON());
      say({
        case: "trickle",
        value: new TrickleRequest({ candidateInit, target: SignalTarget.PUBLISHER }),
      });
    });
    say({ case: "join", value: welcome(connection) });

    /** One after another: an answer to an offer takes a while, and candidates for it come meanwhile. */
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
          const sdp = peer.localDescription?.sdp ?? "";
          return say({ case: "answer", value: new SessionDescription({ type: "answer", sdp, id }) });
        }
        case "trickle":
          if (message.value.target === SignalTarget.PUBLISHER)
            await peer.addIceCandidate(JSON.parse(message.value.candidateInit));
          return;
        case "addTrack": {
          const { cid, type, name, source } = message.value;
          connection.participant.tracks.push(type === TrackType.AUDIO ? "AUDIO" : "VIDEO");
          const track = { sid: `TR_${cid}`, type, name, source };
          return say({ case: "trackPublished", value: new TrackPublishedResponse({ cid, track }) });
        }
        case "pingReq":
          return say({
            case: "pongResp",
            value: new Pong({ lastPingTimestamp: message.value.timestamp, timestamp: BigInt(Date.now()) }),
          });
        case "leave":
          return client.close();
      }
    }
  }

  const port = await listen(server);
  return {
    name: "a small server of our own, as LiveKit could not be built",
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

/** What a client hears first: it is alone, and is to offer what it publishes. */
function welcome({ room, participant: { identity } }: Connection): JoinResponse {
  return new JoinResponse({
    room: new Room({ sid: `RM_${room}`, name: room }),
    participant: new ParticipantInfo({
      sid: `PA_${identity}`,
      identity,
      state: ParticipantInfo_State.ACTIVE,
      permission: { canPublish: true, canSubscribe: true, canPublishData: true },
    }),
    serverVersion: "1.9.0",
    subscriberPrimary: false,
    pingInterval: PING_S,
    pingTimeout: 3 * PING_S,
  });
}

/** werift does not know how a picture is sent in several sizes at once. */
function withoutLayers(sdp: string): string {
  return sdp
    .split("\r\n")
    .filter((line) => !/^a=(rid|simulcast)[: ]/.test(line))
    .join("\r\n");
}
