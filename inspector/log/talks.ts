import type { Partner } from "../../src/messaging/traffic.ts";
import { type ChildWindow, type FrameDocument, partyOf, type Talk } from "./places.ts";
import type { Conversation } from "./row.ts";
import type { FrameSource } from "./source.ts";
import { createTabs } from "./tabs.ts";
import type { Track } from "./track.ts";

/**
 * Begins and ends conversations.
 * @param split is called when a window has another document: requests after this time (epoch ms) that the widget's
 *   frame has not seen belong to the second conversation
 */
export function createTalks(split: (from: Talk, to: Talk, after: number) => void) {
  const conversations: Conversation[] = [];
  const byId = new Map<number, Talk>();
  const { remove, ...tabs } = createTabs();

  function open(parts: Omit<Conversation, "id" | "widgetId">): Talk {
    const conversation: Conversation = { id: byId.size + 1, widgetId: undefined, ...parts };
    const talk: Talk = { conversation, tracks: new Map(), hasBegun: false, heardAt: 0 };
    conversations.push(conversation);
    byId.set(conversation.id, talk);
    return talk;
  }

  function windowOf(host: FrameDocument, partner: Partner): ChildWindow {
    const known = host.windows.get(partner);
    if (known) return known;
    const window: ChildWindow = { host, talks: [] };
    host.windows.set(partner, window);
    return window;
  }

  /** @returns a window's conversation at this time (epoch ms); a new one if its widget has gone */
  function talkIn(window: ChildWindow, at: number, origin: string): Talk {
    const last = window.talks.at(-1);
    const { ended } = last?.conversation ?? {};
    if (last && (ended === undefined || at <= ended)) return last;
    const { source, fellOut } = window.host;
    const parties = { host: partyOf(source), widget: { origin } };
    const begun = {
      tabId: source.tabId,
      ...parties,
      since: at,
      unheard: "host",
      fellOut: last ? 0 : fellOut,
    } as const;
    const talk = open(begun);
    window.talks.push(talk);
    return talk;
  }

  /** @returns the conversation of a widget whose host has no script of ours */
  function talkOf({ source, fellOut }: FrameDocument, since: number, origin: string): Talk {
    const parties = { host: { origin }, widget: partyOf(source) };
    return open({ tabId: source.tabId, ...parties, since, unheard: "widget", fellOut });
  }

  /** Makes one conversation a part of another: it is found under both numbers, and listed once. */
  function unite(part: Talk, whole: Talk): void {
    conversations.splice(conversations.indexOf(part.conversation), 1);
    byId.set(part.conversation.id, whole);
    const since = Math.min(part.conversation.since, whole.conversation.since);
    whole.conversation.since = whole.hasBegun ? since : part.conversation.since;
    whole.hasBegun ||= part.hasBegun;
    whole.conversation.widgetId ??= part.conversation.widgetId;
    whole.heardAt = Math.max(whole.heardAt, part.heardAt);
  }

  /** Counts the entries that are missing before this number of a document. */
  function count(source: FrameSource, number: number): void {
    const document = tabs.documentOf(source);
    const missing = Math.max(0, number - document.next);
    document.next = Math.max(document.next, number + 1);
    if (missing === 0) return;
    document.fellOut += missing;
    const talks = [document.talk, ...[...document.windows.values()].map((window) => window.talks.at(-1))];
    for (const talk of talks) if (talk) talk.conversation.fellOut += missing;
  }

  /** Ends the conversations of a document that was unloaded. */
  function leave(source: FrameSource, at: number): void {
    const left = remove(source, at);
    if (left?.talk) tabs.tabOf(source.tabId).waiting.delete(left);
    const talks = [...(left?.windows.values() ?? [])].flatMap((window) => window.talks);
    for (const { conversation } of talks) conversation.ended ??= at;
    const { talk } = left ?? {};
    if (!talk || talk.conversation.ended !== undefined) return;
    talk.conversation.ended = at;
    const window = tabs.tabOf(source.tabId).frames.get(source.frameId);
    if (window && [...talk.tracks.values()].some((track) => isOfNext(track, at)))
      split(talk, talkIn(window, at + 1, talk.conversation.widget.origin), at);
  }

  return {
    ...tabs,
    conversations,
    windowOf,
    talkIn,
    talkOf,
    unite,
    count,
    leave,
    talk: (id: number) => byId.get(id),
  };
}

/**
 * Says whether a track belongs to the next document: it begins after this time (epoch ms), unseen by the widget's
 * frame.
 */
export function isOfNext({ isSeenByWidget, rows }: Track, at: number): boolean {
  return !isSeenByWidget && rows.length > 0 && rows.every((row) => row.at > at);
}
