import type { Homeserver } from "../../../../src/background/homeserver/homeserver.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";

/** Alice's session in the client of `ledgerEntry`. @param homeserver the parts that the test needs */
export function aSession(homeserver: object = {}, change: Partial<Session> = {}): Session {
  const session: Session = {
    partition: "default",
    client: "https://client.example",
    baseUrl: "https://hs.example",
    account: { userId: "@alice:x" },
    homeserver: homeserver as Homeserver,
    traced: () => session,
    ...change,
  };
  return session;
}
