import {
  JoinResponse,
  ParticipantInfo,
  ParticipantInfo_State,
  Pong,
  Room,
  SessionDescription,
  SignalResponse,
  SignalTarget,
  TrackPublishedResponse,
  type TrackType,
  TrickleRequest,
} from "@livekit/protocol";

const PING_S = 5;

/** A media server's messages to a client in LiveKit's protocol, each as its bytes. */
export const says = {
  /** The client is alone in the room, and should offer its tracks. */
  welcome: (room: string, identity: string) =>
    bytes({
      case: "join",
      value: new JoinResponse({
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
      }),
    }),

  answer: (sdp: string, id: number) =>
    bytes({ case: "answer", value: new SessionDescription({ type: "answer", sdp, id }) }),

  candidate: (candidate: object) =>
    bytes({
      case: "trickle",
      value: new TrickleRequest({
        candidateInit: JSON.stringify(candidate),
        target: SignalTarget.PUBLISHER,
      }),
    }),

  published: (cid: string, track: { type: TrackType; name: string }) =>
    bytes({
      case: "trackPublished",
      value: new TrackPublishedResponse({ cid, track: { ...track, sid: `TR_${cid}` } }),
    }),

  pong: (lastPingTimestamp: bigint) =>
    bytes({
      case: "pongResp",
      value: new Pong({ lastPingTimestamp, timestamp: BigInt(Date.now()) }),
    }),
};

function bytes(message: SignalResponse["message"]): Uint8Array {
  return new SignalResponse({ message }).toBinary();
}
