import { type FrameMessage, parseFrameMessage } from "../messaging/frame-contract.ts";
import { type PageMessage, parsePageMessage } from "../messaging/page-contract.ts";
import { type FrameSender, PRIVATE_PARTITION } from "../messaging/sender.ts";
import type { Dependencies } from "./dependencies.ts";
import { createParts } from "./parts.ts";
import type { SeenRequest } from "./sessions/seen-request.ts";

/** @returns a handler for each kind of input to the background: messages, observed requests, a start */
export function createBackground(dependencies: Dependencies) {
  const { changed } = dependencies;
  const { preset, needs, openPages, sites, sessions, sightings, ledger, reconciler, ...parts } =
    createParts(dependencies);
  const { consent, widgets, unreached, toolbar, choices, lastAnswers, serverFacts, elsewhere } = parts;
  const { leftBehind, promisedConsents, frameMessages, pageMessages, shownPages } = parts;

  return {
    /** Answers a content script. Returns nothing for a message that is not in the contract. */
    fromFrame(message: unknown, sender: FrameSender): ReturnType<typeof frameMessages.answer> | undefined {
      const parsed: FrameMessage | undefined = parseFrameMessage(message);
      const answer = parsed && frameMessages.answer(parsed, sender);
      if (answer) void answer.then((said) => shownPages.heard(parsed, sender, said)).catch(() => undefined);
      return answer;
    },

    /** Answers one of the extension's own pages. Returns nothing for a message that is not in the contract. */
    fromPage(message: unknown): ReturnType<typeof pageMessages.answer> | undefined {
      const parsed: PageMessage | undefined = parsePageMessage(message);
      return parsed && pageMessages.answer(parsed);
    },

    /** Learns a session from a client's request, or why the request shows none, if the client's site is switched on. */
    async seen(request: SeenRequest): Promise<void> {
      if (!(await sites.isOn(request.origin))) return;
      void shownPages.uses(request, request.url).catch(() => undefined);
      if (await sightings.note(request)) changed();
      const { partition, origin } = request;
      if (partition === undefined) return;
      if (await sessions.learn({ ...request, partition })) await sightings.forget(partition, origin);
    },

    /** The user has closed the consent window. */
    consentClosed: consent.closed,

    /** A tab was closed. */
    tabClosed(tabId: number): void {
      consent.tabClosed(tabId);
      void widgets.forgetTab(tabId);
      void unreached.forgetTab(tabId);
    },

    /**
     * Makes the browser's script registrations match the sites that are switched on, and carries out the choice that
     * came with one of them.
     */
    async applySites(): Promise<void> {
      await sites.apply();
      await promisedConsents.forgetWhereOff(sites.isOn);
      await choices.settle();
    },

    /** An administrator has changed the preset. */
    presetChanged(): void {
      preset.forget();
      void sites.apply();
    },

    /** The extension was updated under open pages. */
    updated: sites.updated,

    /** The browser has started, and the extension with it. */
    browserStarted: openPages.browserStarted,

    /** Checks the delays that are due: at a start, and when the alarm fires. */
    async tick(): Promise<void> {
      await reconciler.tick();
      // A delay whose account has no session here is not checked, but it still stops being pending.
      await toolbar.refresh();
    },

    /** The last private window was closed: no data from private windows is kept. */
    async privateClosed(): Promise<void> {
      const owners = [sessions, sightings, ledger, widgets, consent, choices, elsewhere, needs];
      await Promise.all(owners.map((owner) => owner.forgetPartition(PRIVATE_PARTITION)));
      // These are only in memory, and not kept by partition.
      for (const memory of [lastAnswers, serverFacts, leftBehind]) memory.forget();
    },
  };
}
