import { type Background, createBackground } from "../../src/background/background.ts";
import type { Outcome, Overview } from "../../src/messaging/contract.ts";
import type { FrameSender } from "../../src/messaging/sender.ts";
import type { WidgetResponse } from "../../src/widget-api/message.ts";
import { memoryStore } from "../unit/background/memory-store.ts";

export const CLIENT = "https://client.example";

/** What one widget in one page asks, apart from its request. */
export interface Asker {
  origin?: string;
  world?: string;
  widget?: { id: string; origin: string };
  whereabouts?: { src?: string; ids?: string[]; page?: string };
}

/** A background as the extension has it, with its storage in memory, every site on, and a real homeserver behind it. */
export function aBackground() {
  const lasting = memoryStore();
  const fleeting = memoryStore();
  const start = (): Background =>
    createBackground({
      lasting,
      fleeting,
      browser: {
        grantedByManifest: ["https://client.example/*", "https://other.example/*"],
        granted: async (patterns) => patterns,
        giveBack: async () => {},
        runScriptsIn: async () => {},
        tabPage: async () => ({ url: `${CLIENT}/#/room`, world: "default" }),
        loadedBy: async () => [],
      },
      changed: () => {},
      now: () => Date.now(),
    });
  let background = start();

  return {
    lasting,
    fleeting,

    /** What happens when the browser stops the worker: memory is gone, storage stays. */
    restart() {
      background = start();
    },

    /** A page's request with this token passes by. */
    seen(baseUrl: string, accessToken: string, { origin = CLIENT, world = "default" }: Asker = {}) {
      return background.seen({
        world,
        origin,
        url: `${baseUrl}/_matrix/client/v3/sync`,
        authorization: `Bearer ${accessToken}`,
      });
    },

    /** A widget asks; resolves with what it gets as `response`. */
    async ask(action: string, data: unknown, asker: Asker = {}): Promise<WidgetResponse | undefined> {
      const { origin = CLIENT, world = "default", whereabouts = {} } = asker;
      const sender: FrameSender = { tabId: 1, frameId: 0, documentId: "D", origin, world };
      const answer = await background.fromFrame(
        {
          ask: "stand-in",
          action,
          data,
          widget: asker.widget ?? { id: "w", origin: "https://widget.example" },
          whereabouts: { ids: [], page: `${origin}/`, ...whereabouts },
        },
        sender,
      );
      return answer?.response;
    },

    async overview(): Promise<Overview> {
      return (await background.fromPage({ ask: "overview", tabId: 1 })) as Overview;
    },

    async updateDelay(id: string, action: "restart" | "send" | "cancel"): Promise<Outcome> {
      return (await background.fromPage({ ask: "update-delay", id, action })) as Outcome;
    },
  };
}
