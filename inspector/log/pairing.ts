import type { TrafficEntry } from "../../src/messaging/traffic.ts";
import type { Message } from "./message.ts";
import { keyOf, type Talk } from "./places.ts";
import { type Row, TIMEOUT_MS } from "./row.ts";
import { askedAt, stateOf } from "./rows.ts";
import { type Budget, createStore } from "./store.ts";
import { isOfNext } from "./talks.ts";
import { absorb, note, notePerformed, type Track } from "./track.ts";

/** How long a reply waits for its request (ms). */
const GIVE_UP_AFTER = 1_000;

/**
 * How many messages with one id to pair together at most. If a page always uses the same id, each message would otherwise cost
 * more than the one before.
 */
const AGAIN = 200;

/**
 * Pairs requests and replies, and holds their rows.
 * @param talkOf finds the conversation of a row
 */
export function createPairing(budget: Budget, talkOf: (conversation: number) => Talk | undefined) {
  const added: number[] = [];
  const changed = new Set<number>();
  const pending = new Set<Row>();
  /** Replies whose request was not heard yet, with the time of the first check (epoch ms). */
  const orphans = new Map<Track, number | undefined>();
  const store = createStore(budget, forget);

  function forget(track: Track, row: Row): void {
    pending.delete(row);
    const tracks = talkOf(row.conversation)?.tracks;
    if (tracks?.get(keyOf(row)) === track) tracks.delete(keyOf(row));
  }

  /** Updates rows after a change of their track. */
  function settle(talk: Talk, track: Track, rows: readonly Row[], isGivenUp = false): void {
    const { unheard } = talk.conversation;
    for (const row of rows) {
      row.state = stateOf(row, unheard);
      if (row.state === "pending") pending.add(row);
      else pending.delete(row);
      // Without a script in the other frame, the request is never heard.
      const isUnasked = unheard === (row.api === "fromWidget" ? "widget" : "host");
      if (row.serial > 0) changed.add(row.serial);
      else if (row.request || isUnasked || isGivenUp) {
        store.add(row, track);
        added.push(row.serial);
      } else if (!orphans.has(track)) orphans.set(track, undefined);
    }
    if (orphans.size > 0 && track.rows.every(({ serial }) => serial > 0)) orphans.delete(track);
  }

  function trackOf({ tracks }: Talk, { api, requestId }: Pick<Message, "api" | "requestId">): Track {
    const key = keyOf({ api, requestId });
    const known = requestId === "" ? undefined : tracks.get(key);
    if (known && (known.messages?.length ?? 0) < AGAIN) return known;
    const track: Track = { rows: [], isSeenByWidget: false };
    if (requestId !== "") tracks.set(key, track);
    return track;
  }

  /** Adds an entry to its conversation. @param message the entry's message, if it has one */
  function take(talk: Talk, entry: TrafficEntry, message: Message | undefined, isByWidget: boolean): void {
    const { conversation } = talk;
    if (entry.is === "probed") conversation.lacks = entry.lacks;
    if (isByWidget && entry.at > talk.heardAt) talk.heardAt = entry.at;
    if (entry.is === "performed") {
      const track = trackOf(talk, { api: "fromWidget", requestId: entry.requestId });
      settle(talk, track, notePerformed(track, entry));
    }
    if (!message) return;
    conversation.widgetId ??= message.widgetId;
    if (!talk.hasBegun || entry.at < conversation.since) conversation.since = entry.at;
    talk.hasBegun = true;
    const track = trackOf(talk, message);
    if (isByWidget) track.isSeenByWidget = true;
    const rows = note(track, message, conversation.id);
    dropSuperseded(track);
    store.hold(message.said);
    settle(talk, track, rows);
  }

  function dropSuperseded(track: Track): void {
    for (const row of track.superseded?.splice(0) ?? []) {
      pending.delete(row);
      store.remove(row);
    }
  }

  /** Moves all of one conversation into another, since it turns out to be a part of that. */
  function merge(from: Talk, to: Talk): void {
    for (const [key, track] of from.tracks) {
      const known = to.tracks.get(key);
      if (known) absorb(known, track, to.conversation.id);
      else to.tracks.set(key, track);
      const merged = known ?? track;
      if (known) orphans.delete(track);
      dropSuperseded(merged);
      for (const row of merged.rows) {
        row.conversation = to.conversation.id;
        store.keepWith(row, merged);
      }
      settle(to, merged, merged.rows);
    }
    from.tracks.clear();
  }

  /** Updates the rows' states once another side of a conversation is heard. */
  function hearMore(talk: Talk): void {
    const { unheard } = talk.conversation;
    for (const track of talk.tracks.values()) {
      const others = track.rows.filter((row) => row.state !== stateOf(row, unheard));
      if (others.length > 0) settle(talk, track, others);
    }
  }

  /** Moves requests after a time (epoch ms), unless the widget's frame has seen them, to another conversation. */
  function split(from: Talk, to: Talk, after: number): void {
    for (const [key, track] of from.tracks)
      if (isOfNext(track, after)) {
        from.tracks.delete(key);
        to.tracks.set(key, track);
        for (const row of track.rows) row.conversation = to.conversation.id;
        settle(to, track, track.rows);
      }
  }

  /** Notes timeouts, and gives up on missing requests. @param now epoch milliseconds */
  function tick(now: number): void {
    for (const row of pending)
      if (now - askedAt(row) > TIMEOUT_MS) {
        row.state = "timed-out";
        pending.delete(row);
        if (row.serial > 0) changed.add(row.serial);
      }
    for (const [track, since] of orphans)
      if (since === undefined) orphans.set(track, now);
      else if (now - since >= GIVE_UP_AFTER) giveUpOn(track);
  }

  function giveUpOn(track: Track): void {
    for (const row of track.rows) {
      const talk = talkOf(row.conversation);
      if (talk && row.serial === 0) settle(talk, track, [row], true);
    }
  }

  /** @returns the serials of the rows that are new since the last call, and of others that have changed */
  function news(): { added: number[]; changed: number[] } {
    const isNew = new Set(added);
    const others = [...changed].filter((serial) => !isNew.has(serial) && store.get(serial));
    changed.clear();
    return { added: added.splice(0), changed: others };
  }

  return { take, hearMore, split, merge, tick, news, store };
}
