import type { Support } from "../../../../src/background/homeserver/account.ts";

/** What a homeserver says that supports everything, and one that supports no delayed events. */
export const ALL: Support = { unstable: true, stable: true, stickyEvents: true };
export const NONE = { unstable: false, stable: false };

/** A homeserver that claims to support this; `asked` is what it was asked, and it may claim something else later. */
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
    async letsGuestsUpdate() {
      asked.push("guests");
      return letsGuests;
    },
  };
}
