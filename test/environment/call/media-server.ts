import { until } from "../until.ts";

/** Somebody in a call, as the media server sees it. */
export interface Participant {
  /** As in the token: user id and device id, joined by a colon. */
  identity: string;
  /** The kinds of the tracks that they publish: `AUDIO`, `VIDEO`. */
  tracks: string[];
}

/** What carries the media of calls. */
export interface MediaServer {
  /** Its name, for the output. */
  name: string;
  /** Where browsers connect to, `ws:`. */
  url: string;
  /** The signer of the tokens that it accepts. */
  signer: { key: string; secret: string };
  /** @returns who is connected, according to the server */
  participants(room: string): Promise<Participant[]>;
  /** @returns how many media packets have come in so far, over all calls; the count is some 10 s late */
  packetsIn(): Promise<number>;
  /**
   * The same for what has gone out to the others, including the reports (RTCP) that go to everybody every few seconds.
   * Missing if incoming media is not forwarded.
   */
  packetsOut?(): Promise<number>;
  close(): Promise<void>;
}

/** Six seconds of somebody's sound, or several minutes of the reports that accompany media (packets). */
const SOUND = 300;
/** How soon it must have been counted (ms). */
const COUNTED_WITHIN = 30_000;

/**
 * Waits until sound from after this moment comes in, or goes out to others. What is counted first may be older, and what
 * is counted next may belong to another call that has just ended.
 * @param packets counts the packets, by default the incoming ones
 * @throws Error when none arrives within half a minute
 */
export async function untilSoundComes(media: MediaServer, packets = media.packetsIn): Promise<void> {
  let before = await packets();
  const more = (count: number) =>
    until(`${media.name} counts sound`, async () => (await packets()) >= before + count, COUNTED_WITHIN);
  for (const count of [1, 1, SOUND]) {
    await more(count);
    before = await packets();
  }
}
