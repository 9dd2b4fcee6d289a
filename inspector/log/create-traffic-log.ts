import type { TrafficEntry } from "../../src/messaging/traffic.ts";
import { createJoining } from "./joining.ts";
import { messageIn } from "./message.ts";
import { createPairing } from "./pairing.ts";
import type { FrameDocument, Talk } from "./places.ts";
import type { Captured } from "./source.ts";
import type { Budget } from "./store.ts";
import type { TrafficLog } from "./traffic-log.ts";

/** 100,000 rows, and payloads of 64 M UTF-16 units. */
const BUDGET: Budget = { rows: 100_000, payloads: 64 * 1024 * 1024 };
/** How long a widget's document waits for its host (ms), and how many entries it may collect meanwhile. */
const GIVE_UP_AFTER = 1_000;
const WAITING = 10_000;

/**
 * Makes rows of the entries that frames report, in whatever order they arrive.
 * @param budget how much to keep
 */
export function createTrafficLog(budget: Budget = BUDGET): TrafficLog {
  const joining = createJoining({
    joined,
    merged: (from, to) => pairing.merge(from, to),
    split: (from, to, after) => pairing.split(from, to, after),
  });
  const pairing = createPairing(budget, joining.talk);
  const { store } = pairing;

  function takeFromHost(host: FrameDocument, entry: TrafficEntry): void {
    const window = joining.windowOf(host, entry.partner);
    if (entry.is === "linked") joining.link(host.source.tabId, entry.probe, { window }, entry.at);
    const message = messageIn(entry);
    if (!message && entry.is !== "performed" && entry.is !== "probed") return;
    const talk = joining.talkIn(window, entry.at, "origin" in entry ? entry.origin : "");
    const { conversation } = talk;
    // A posted message has its target's origin, a heard one its sender's.
    if (entry.is === "heard" && !talk.widget && entry.origin !== conversation.widget.origin)
      conversation.widget = { origin: entry.origin };
    pairing.take(talk, entry, message, false);
    if (message && entry.is === "heard") joining.joinByHost(window, talk, message);
  }

  function takeFromWidget(widget: FrameDocument, entry: TrafficEntry): void {
    const { tabId, frameId } = widget.source;
    const tab = joining.tabOf(tabId);
    const window = tab.frames.get(frameId);
    if (!widget.talk && window && window.host !== widget) joining.join(window, widget, entry.at);
    if (entry.is === "linked") joining.link(tabId, entry.probe, { widget }, entry.at);
    const message = messageIn(entry);
    if (widget.talk) {
      pairing.take(widget.talk, entry, message, true);
      if (message && entry.is === "heard" && tab.waiting.has(widget)) joining.joinByWidget(widget, message);
      return;
    }
    widget.waiting.push({ entry, message });
    tab.waiting.add(widget);
    if (message && entry.is === "heard") joining.joinByWidget(widget, message);
    if (widget.waiting.length > WAITING) giveUpOn(widget);
  }

  function joined(talk: Talk, widget: FrameDocument): void {
    const { waiting } = widget;
    widget.waiting = [];
    for (const { entry, message } of waiting) pairing.take(talk, entry, message, true);
    pairing.hearMore(talk);
  }

  /** Gives up waiting for the host of a widget's document. */
  function giveUpOn(widget: FrameDocument): void {
    const { entry } = widget.waiting.find((each) => each.entry.is === "heard") ?? widget.waiting[0] ?? {};
    if (entry) joining.standAlone(widget, entry.at, "origin" in entry ? entry.origin : "");
  }

  function takeOne(captured: Captured): void {
    if (captured.is === "gone") {
      joining.leave(captured.source, captured.at);
      return;
    }
    const document = joining.documentOf(captured.source);
    if (captured.entry.partner === 0) takeFromWidget(document, captured.entry);
    else takeFromHost(document, captured.entry);
  }

  return {
    take(captured) {
      for (const each of captured) if (each.is === "entry") joining.count(each.source, each.number);
      for (const each of inTime(captured)) takeOne(each);
      return pairing.news();
    },

    tick(now) {
      for (const widget of joining.waiting()) {
        widget.waitsSince ??= now;
        if (!widget.talk && now - widget.waitsSince >= GIVE_UP_AFTER) giveUpOn(widget);
      }
      pairing.tick(now);
      const { added, changed } = pairing.news();
      return [...added, ...changed];
    },

    row: store.get,
    conversation: (id) => joining.talk(id)?.conversation,
    conversations: () => joining.conversations,
    get first() {
      return store.first;
    },
    get last() {
      return store.last;
    },
    fellOut: store.fellOut,
  };
}

/** @returns the entries of one batch in the order of their times, if they come from several documents */
function inTime(captured: readonly Captured[]): readonly Captured[] {
  const [first] = captured;
  if (captured.every(({ source }) => source.documentId === first?.source.documentId)) return captured;
  const atOf = (each: Captured) => (each.is === "gone" ? each.at : each.entry.at);
  return captured.toSorted((one, other) => atOf(one) - atOf(other));
}
