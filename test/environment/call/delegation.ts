import type { MediaServer } from "./media-server.ts";

const LOOK_MS = 250;
const UPDATE = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";

/** A delay that a client has entrusted to the JWT service, because that one knows best who is in the call. */
export interface Delegation {
  /** The homeserver's own name for it: the service knows no other way to reach it. */
  delayId: string;
  /** The homeserver's address, as the client said it. */
  homeserver: string;
  /** How long the delay is, in milliseconds. */
  timeout: number;
  /** The homeserver's answers (HTTP status) to what the service did, in their order. */
  done: { action: "restart" | "send"; status: number }[];
  /** Whether the service has found the participant in the media server: who was never there is not missed. */
  readonly seen: boolean;
  /** Ends the care. */
  end(): void;
}

/**
 * Looks after a delay: has the homeserver start it again, and send its event once the participant has left the media server.
 * @param participant where the one is in the media server who must be there
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

  async function update(action: "restart" | "send"): Promise<void> {
    const path = `${delay.homeserver}${UPDATE}/${encodeURIComponent(delay.delayId)}/${action}`;
    const { status } = await fetch(path, { method: "POST", body: "{}" });
    done.push({ action, status });
  }

  async function look(): Promise<void> {
    const there = (await media.participants(room)).some((one) => one.identity === identity);
    if (seen && !there && !ended) {
      end();
      await update("send");
    }
    seen ||= there;
  }

  // What the service could not reach shows in what it has done.
  const ignore = () => undefined;
  const timer = setInterval(() => void look().catch(ignore), LOOK_MS);
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
