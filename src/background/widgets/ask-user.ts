import { addressOf } from "../../host-support/widget-address.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Accounts } from "./accounts.ts";
import type { Consent } from "./consent.ts";
import { notAskedAbout, type Widget } from "./widget-load.ts";
import type { Widgets } from "./widgets.ts";

interface Parts {
  accounts: Accounts;
  widgets: Widgets;
  consent: Consent;
}

/** Has the user asked about what was hidden from a widget's host, about one account, once at a time. */
export function createAskUser({ accounts, widgets, consent }: Parts) {
  /** The questions that are under way, by nonce. */
  const asking = new SingleFlight<void>();

  /**
   * Asks the user about what was hidden from the host, unless the answer is known. Resolves once it is known, or if
   * nobody can be asked.
   */
  function about(widget: Widget): Promise<void> {
    const { nonce } = widget;
    if (notAskedAbout(widget).length === 0) return Promise.resolve();
    return asking.run(nonce, () => ask(widget));
  }

  /**
   * Asks about everything hidden in one question, then about whatever was hidden in the meantime, and remembers what
   * the user said. If no session shows as which user the widget would send, nobody is asked.
   */
  async function ask(widget: Widget): Promise<void> {
    const session = await accounts.sessionOf(widget).catch(() => undefined);
    if (!session) return;
    const { nonce, partition, client } = widget;
    const features = notAskedAbout(widget);
    const { userId } = session.account;
    const address = addressOf(widget.embedding, widget.origin);
    const subject = { partition, client, userId, widget: address, features };
    const allowed = await consent.ask(subject, widget);
    const next = await widgets.grant(nonce, { features, allowed, userId });
    if (next && notAskedAbout(next).length > 0) await ask(next);
  }

  /** Says whether the user is being asked about a load of a widget. */
  const isUnderWay = (nonce: string) => asking.isUnderWay(nonce);

  return { about, isUnderWay };
}

export type AskUser = ReturnType<typeof createAskUser>;
