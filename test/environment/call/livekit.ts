import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as v from "valibot";
import { startProcess } from "../child-process.ts";
import { freePort, LOOPBACK } from "../homeserver/loopback.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { liveKitToken } from "./jwt.ts";
import type { MediaServer } from "./media-server.ts";

const START_MS = 60_000;

/** Runs a program until it is asked to end, or its standard input closes because this process has died. */
const DIES_WITH_US = `exec 3<&0
"$0" "$@" & child=$!
trap 'kill $child' TERM
(cat <&3 >/dev/null; kill $child 2>/dev/null) & wait $child; wait $child`;

const Participants = v.object({
  participants: v.array(
    v.object({
      identity: v.string(),
      state: v.optional(v.string()),
      tracks: v.optional(v.array(v.object({ type: v.optional(v.string(), "AUDIO") })), []),
    }),
  ),
});

/**
 * Starts a real LiveKit server on loopback, for this process alone.
 * @param server the program
 * @throws Error with the end of its log when it does not answer within a minute
 */
export async function startLiveKit(server: string): Promise<MediaServer> {
  const [port, udp, stun, metrics] = await Promise.all([
    freePort(),
    freePort("udp"),
    freePort("udp"),
    freePort(),
  ]);
  const signer = { key: "postdate", secret: randomBytes(24).toString("hex") };
  const folder = await temporaryFolder("livekit");
  const logFile = path.join(folder.path, "livekit.log");
  const config = {
    port,
    bind_addresses: [LOOPBACK],
    prometheus_port: metrics,
    keys: { [signer.key]: signer.secret },
    // Logs for each participant when media flows.
    logging: { level: "info" },
    // A user whose browser is gone must leave the call by their last will, not because the media stopped.
    room: { departure_timeout: 1 },
    rtc: {
      // For media over TCP, it would listen on all of the machine's addresses. UDP is enough, and stays on loopback.
      tcp_port: 0,
      udp_port: udp,
      node_ip: LOOPBACK,
      use_external_ip: false,
      enable_loopback_candidate: true,
      interfaces: { includes: ["lo"] },
      // Without this, it would contact servers on the internet. Nothing listens at this address.
      stun_servers: [`${LOOPBACK}:${stun}`],
    },
  };
  const command = [server, "--config-body", JSON.stringify(config)];
  const running = await startProcess("/bin/sh", ["-c", DIES_WITH_US, ...command], logFile);
  const http = `http://${LOOPBACK}:${port}`;
  const close = async () => {
    await running.stop();
    await folder.remove();
  };
  await untilUp(http, running.exited).catch(async (error: Error) => {
    const log = readFileSync(logFile, "utf8").slice(-2_000);
    await close();
    throw new Error(`LiveKit did not start: ${error.message}\n${log}`);
  });

  return {
    name: "LiveKit",
    url: `ws://localhost:${port}`,
    signer,
    async participants(room) {
      const token = liveKitToken(signer, "test", { room, roomAdmin: true });
      const answer = await fetch(`${http}/twirp/livekit.RoomService/ListParticipants`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify({ room }),
      });
      // An empty room does not exist.
      if (!answer.ok) return [];
      const { participants } = v.parse(Participants, await answer.json());
      return participants
        .filter(({ state }) => state === "ACTIVE")
        .map(({ identity, tracks }) => ({ identity, tracks: tracks.map(({ type }) => type) }));
    },
    packetsIn: () => packets("incoming"),
    packetsOut: () => packets("outgoing"),
    close,
  };

  async function packets(direction: "incoming" | "outgoing"): Promise<number> {
    const text = await (await fetch(`http://${LOOPBACK}:${metrics}/metrics`)).text();
    const lines = text.matchAll(/^livekit_packet_total\{([^}]*)\} (\S+)$/gm);
    const ours = [...lines].filter(([, labels]) => labels?.includes(`direction="${direction}"`));
    return ours.reduce((sum, [, , count]) => sum + Number(count), 0);
  }
}

async function untilUp(http: string, exited: Promise<string>): Promise<void> {
  let ended: string | undefined;
  exited.then((how) => {
    ended = how;
  });
  const deadline = Date.now() + START_MS;
  while (!(await answers(http))) {
    if (ended) throw new Error(`it ended with ${ended}`);
    if (Date.now() > deadline) throw new Error(`no answer for ${START_MS} ms`);
    await pause(50);
  }
}

async function answers(http: string): Promise<boolean> {
  try {
    return (await fetch(http, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}
