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

/** Asks the user about the capabilities hidden from a widget's host, for one account, one question at a time. */
export function createAskUser({ accounts, widgets, consent }: Parts) {
  /** The questions that are under way, by nonce. */
  const asking = new SingleFlight<void>();

  /**
   * Asks the user about the capabilities hidden from the host, unless the answer is known. Resolves once it is known,
   * or if nobody can be asked.
   */
  function about(widget: Widget): Promise<void> {
    const { nonce } = widget;
    if (notAskedAbout(widget).length === 0) return Promise.resolve();
    return asking.run(nonce, () => ask(widget));
  }

  /**
   * Asks about everything hidden in one question, then about everything hidden in the meantime, and remembers the
   * answers. If no session shows for which user the widget would send, nobody is asked.
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

  /** Says whether a question about a load of a widget is open. */
  const isUnderWay = (nonce: string) => asking.isUnderWay(nonce);

  return { about, isUnderWay };
}

export type AskUser = ReturnType<typeof createAskUser>;
