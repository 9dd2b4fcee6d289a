import type { Message } from "./message.ts";
import { type ChildWindow, type FrameDocument, keyOf, partyOf, type Talk, type Waiting } from "./places.ts";
import { createTalks } from "./talks.ts";

/** What the log does when the two ends of a conversation become known. */
interface OnJoined {
  /** A widget's document is now known to be at this end: waiting entries can be read. */
  joined(talk: Talk, widget: FrameDocument): void;
  /** What a widget's document was heard to say alone is part of this conversation. */
  merged(from: Talk, to: Talk): void;
  /** Another document is in the window. */
  split(from: Talk, to: Talk, after: number): void;
}

/**
 * Finds out which widget's document is in which window of which host.
 *
 * A host numbers its windows and does not know their documents. They are joined by a probe that both name, or by an id
 * that both have heard; from then on by the frame, since a window keeps its frame when another document is loaded in it.
 */
export function createJoining(on: OnJoined) {
  const talks = createTalks(on.split);
  const { tabOf, talkIn } = talks;

  function join(window: ChildWindow, widget: FrameDocument, at: number): void {
    if (widget.talk && window.talks.includes(widget.talk)) return;
    const alone = widget.talk;
    const tab = tabOf(widget.source.tabId);
    tab.frames.set(widget.source.frameId, window);
    tab.waiting.delete(widget);
    const talk = talkWith(window, widget, at);
    const { conversation } = talk;
    conversation.widget = partyOf(widget.source);
    conversation.unheard = "none";
    conversation.fellOut += widget.fellOut;
    if (alone) {
      talks.unite(alone, talk);
      on.merged(alone, talk);
    }
    settle(talk, widget);
  }

  /** The window's conversation; a new one if it was with another document. */
  function talkWith(window: ChildWindow, { source }: FrameDocument, at: number): Talk {
    const before = window.talks.at(-1);
    if (!before?.widget) return talkIn(window, at, source.origin);
    const { conversation, heardAt } = before;
    conversation.ended ??= heardAt;
    const talk = talkIn(window, Math.max(at, conversation.ended + 1), source.origin);
    on.split(before, talk, conversation.ended);
    return talk;
  }

  function settle(talk: Talk, widget: FrameDocument): void {
    talk.widget = widget;
    widget.talk = talk;
    on.joined(talk, widget);
    if (widget.goneAt !== undefined) talk.conversation.ended ??= widget.goneAt;
  }

  /** Both ends name the same probe: then they belong together. */
  function link(
    tabId: number,
    probe: string,
    end: { window: ChildWindow } | { widget: FrameDocument },
    at: number,
  ) {
    const { probes } = tabOf(tabId);
    const ends = { ...probes.get(probe), ...end };
    probes.set(probe, ends);
    if (ends.window && ends.widget && ends.window.host !== ends.widget) join(ends.window, ends.widget, at);
  }

  /** A host has heard a message: has a widget's document reported it, too? */
  function joinByHost(window: ChildWindow, talk: Talk, message: Message): void {
    const { waiting } = tabOf(talk.conversation.tabId);
    if (talk.widget || waiting.size === 0) return;
    const fitting = [...waiting].filter((widget) => {
      if (widget === window.host || !isOf(talk, widget)) return false;
      return widget.talk ? hasHeard(widget.talk, message) : widget.waiting.some(isAbout(message));
    });
    const [widget] = fitting;
    if (widget && fitting.length === 1) join(window, widget, message.said.at);
  }

  /** The same for a message that a widget's document has heard. */
  function joinByWidget(widget: FrameDocument, message: Message): void {
    const hosts = [...tabOf(widget.source.tabId).documents.values()].filter((host) => host !== widget);
    const fitting = hosts
      .flatMap(({ windows }) => [...windows.values()])
      .filter((window) => {
        const talk = window.talks.at(-1);
        return talk && !talk.widget && isOf(talk, widget) && hasHeard(talk, message);
      });
    const [window] = fitting;
    if (window && fitting.length === 1) join(window, widget, message.said.at);
  }

  /** A widget's document that nobody has claimed so far: its host may have no script of ours. */
  function standAlone(widget: FrameDocument, since: number, origin: string): void {
    if (widget.goneAt !== undefined) tabOf(widget.source.tabId).waiting.delete(widget);
    settle(talks.talkOf(widget, since, origin), widget);
  }

  return { ...talks, join, link, joinByHost, joinByWidget, standAlone };
}

function isOf({ conversation }: Talk, { source, waiting, talk }: FrameDocument): boolean {
  if (conversation.widget.origin !== source.origin) return false;
  const heard = waiting.find(({ entry }) => entry.is === "heard")?.entry;
  const host = talk?.conversation.host.origin ?? (heard?.is === "heard" ? heard.origin : undefined);
  return host === undefined || host === conversation.host.origin;
}

function hasHeard({ tracks, conversation }: Talk, message: Message): boolean {
  if (message.requestId === "" || message.widgetId !== conversation.widgetId) return false;
  const rows = tracks.get(keyOf(message))?.rows ?? [];
  return rows.some(({ action }) => action === message.action);
}

function isAbout({ api, action, requestId, widgetId }: Message) {
  return ({ message }: Waiting) =>
    message !== undefined &&
    requestId !== "" &&
    [message.api, message.action, message.requestId, message.widgetId].every(
      (each, index) => each === [api, action, requestId, widgetId][index],
    );
}
