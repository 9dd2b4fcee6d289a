import { mock } from "node:test";
import { aBackground } from "../../integration/a-background.ts";
import { willingHomeserver } from "./willing-homeserver.ts";

/** A last will, as a widget of these tests schedules it. */
export const LAST_WILL = {
  type: "com.example.heartbeat.member",
  state_key: "k",
  content: {},
  delay: 8_000,
  room_id: "!r:x",
};

/** The background of the current test. Reading it outside a test throws. */
export interface UsedBackground {
  readonly background: ReturnType<typeof aBackground>;
  /** The requests to the homeserver, as method and path. */
  readonly requests: string[];
}

/**
 * Gives each test of a `describe` a background of its own, in front of a homeserver that accepts everything.
 * @param userOf the users that the homeserver knows, by token
 * @param options of `aBackground`
 */
export function useBackground(
  userOf: Record<string, string> = { t1: "@alice:hs.example" },
  options: Parameters<typeof aBackground>[0] = {},
): UsedBackground {
  let used: UsedBackground | undefined;
  const current = () => {
    if (!used) throw new Error("There is no background yet");
    return used;
  };

  beforeEach(() => {
    used = { requests: willingHomeserver(userOf), background: aBackground(options) };
  });
  afterEach(() => {
    used?.background.stop();
    used = undefined;
    mock.restoreAll();
  });

  return {
    get background() {
      return current().background;
    },
    get requests() {
      return current().requests;
    },
  };
}
