import type { MediaServer } from "./media-server.ts";

const CHECK_MS = 250;
const UPDATE = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";

/** A delay that a client has delegated to the JWT service, which can tell who is in the call. */
export interface Delegation {
  /** The homeserver's own delay_id: the service has no other access to the delay. */
  delayId: string;
  /** The homeserver's address from the client. */
  homeserver: string;
  /** The length of the delay (ms). */
  timeout: number;
  /** The homeserver's answers (HTTP status) to the service's requests, in order. */
  done: { action: "restart" | "send"; status: number }[];
  /** Whether the service has seen the participant in the media server. Otherwise their absence means nothing. */
  readonly seen: boolean;
  /** Stops restarting the delay. */
  end(): void;
}

/**
 * Keeps restarting a delay, and sends its event once the participant has left the media server.
 * @param participant the participant's room and identity in the media server
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
  let isChecking = false;

  async function update(action: "restart" | "send"): Promise<void> {
    const path = `${delay.homeserver}${UPDATE}/${encodeURIComponent(delay.delayId)}/${action}`;
    const { status } = await fetch(path, { method: "POST", body: "{}" });
    done.push({ action, status });
  }

  /** Checks one after another, because a late answer would be about an earlier moment. */
  async function checkNext(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    await check().finally(() => {
      isChecking = false;
    });
  }

  async function check(): Promise<void> {
    const there = (await media.participants(room)).some((one) => one.identity === identity);
    if (seen && !there && !ended) {
      end();
      await update("send");
    }
    seen ||= there;
  }

  // The recorded statuses show what the service could not reach.
  const ignore = () => undefined;
  const timer = setInterval(() => void checkNext().catch(ignore), CHECK_MS);
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
