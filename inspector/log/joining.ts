import type { Message } from "./message.ts";
import { type ChildWindow, type FrameDocument, keyOf, partyOf, type Talk, type Waiting } from "./places.ts";
import { createTalks } from "./talks.ts";

/** What the log does when a widget and its host are joined. */
interface OnJoined {
  /** The widget's document of this talk is known: its waiting entries can be read. */
  joined(talk: Talk, widget: FrameDocument): void;
  /** The talk of a widget's document without a host turns out to be part of another. */
  merged(from: Talk, to: Talk): void;
  /** Another document has been loaded in the window. */
  split(from: Talk, to: Talk, after: number): void;
}

/**
 * Finds out which widget's document is in which window of which host.
 *
 * A host's script numbers its child windows and does not know their documents. The two are joined by a probe that both
 * report, or by a message that both have heard; from then on by the frame's id, since a window keeps it when it loads
 * another document.
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

  /** @returns the window's conversation; a new one if the last was with another document */
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

  /** Notes that one end has reported a probe, and joins the two ends once both have. */
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

  /** Joins a window of a host to the one widget's document that has reported the same message. */
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

  /** Joins a widget's document to the one window whose host has reported the same message. */
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

  /** Makes a conversation for a widget's document without a known host, which may have no script of ours. */
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
