import type { MediaServer } from "./media-server.ts";

const LOOK_MS = 250;
const UPDATE = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";

/** A delay that a client has delegated to the JWT service, which knows best who is in the call. */
export interface Delegation {
  /** The homeserver's own delay_id, because the service has no other way to reach the delay. */
  delayId: string;
  /** The homeserver's address, as given by the client. */
  homeserver: string;
  /** The length of the delay (ms). */
  timeout: number;
  /** The homeserver's answers (HTTP status) to the service's requests, in order. */
  done: { action: "restart" | "send"; status: number }[];
  /** Whether the service has found the participant in the media server; one who was never there is not missed. */
  readonly seen: boolean;
  /** Stops looking after the delay. */
  end(): void;
}

/**
 * Looks after a delay: keeps restarting it, and sends its event once the participant has left the media server.
 * @param participant where in the media server the participant must be
 */
export function delegate(
  media: MediaServer,
  {
    room,
    identity,
    ...delay
  }: Omit<Delegation, "done" | "seen" | "end"> & { room: string; identity: string },
): Delegation {
  const done: Delegation["done"] = [];
  let seen = false;
  let ended = false;
  let isLooking = false;

  async function update(action: "restart" | "send"): Promise<void> {
    const path = `${delay.homeserver}${UPDATE}/${encodeURIComponent(delay.delayId)}/${action}`;
    const { status } = await fetch(path, { method: "POST", body: "{}" });
    done.push({ action, status });
  }

  /** One look after the other: an answer that came late would say who was not there yet. */
  async function lookNext(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    await look().finally(() => {
      isLooking = false;
    });
  }

  async function look(): Promise<void> {
    const there = (await media.participants(room)).some((one) => one.identity === identity);
    if (seen && !there && !ended) {
      end();
      await update("send");
    }
    seen ||= there;
  }

  // The recorded statuses show what the service could not reach.
  const ignore = () => undefined;
  const timer = setInterval(() => void lookNext().catch(ignore), LOOK_MS);
  function end(): void {
    ended = true;
    clearInterval(timer);
  }
  void update("restart").catch(ignore);
  return {
    ...delay,
    done,
    get seen() {
      return seen;
    },
    end,
  };
}
