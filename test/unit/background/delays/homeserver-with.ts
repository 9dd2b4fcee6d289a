import type { Support } from "../../../../src/background/homeserver/account.ts";

/** The claims of a homeserver that supports everything, and of one without delayed events. */
export const ALL: Support = { unstable: true, stable: true, stickyEvents: true };
export const NONE = { unstable: false, stable: false };

/** A homeserver that claims this support, and may claim something else later; `asked` are the requests. */
export function homeserverWith(said: Partial<Support> = {}, letsGuests = true) {
  const asked: string[] = [];
  const now: Support = { ...ALL, ...said };
  return {
    asked,
    says: (other: Partial<Support>) => Object.assign(now, other),
    isClosed: false,
    schedulesClosed() {
      return this.isClosed;
    },
    async supports() {
      asked.push("versions");
      return { ...now };
    },
    longest: undefined as number | undefined,
    async longestDelay() {
      return this.longest;
    },
    async letsGuestsUpdate() {
      asked.push("guests");
      return letsGuests;
    },
  };
}
