import { until } from "../until.ts";

/** A participant of a call, according to the media server. */
export interface Participant {
  /** As in the token: user id and device id, joined by a colon. */
  identity: string;
  /** The kinds of the published tracks: `AUDIO`, `VIDEO`. */
  tracks: string[];
}

/** A server that carries the media of calls. */
export interface MediaServer {
  /** Its name, for the output. */
  name: string;
  /** The address for browsers, `ws:`. */
  url: string;
  /** The signer of accepted tokens. */
  signer: { key: string; secret: string };
  /** @returns who is connected, according to the server */
  participants(room: string): Promise<Participant[]>;
  /** @returns how many media packets have come in so far, over all calls; the count is some 10 s late */
  packetsIn(): Promise<number>;
  /**
   * The number of packets sent to the others so far, including the reports (RTCP) that everybody gets every few
   * seconds. Missing if incoming media is not forwarded.
   */
  packetsOut?(): Promise<number>;
  close(): Promise<void>;
}

/** Six seconds of a participant's sound, or several minutes of the reports that accompany media (packets). */
const SOUND = 300;
/** How soon the sound must be counted (ms). */
const COUNTED_WITHIN = 30_000;

/**
 * Waits until sound from after this moment comes in or goes out to others. The first count may include older sound, and
 * the next one sound of another call that has just ended.
 * @param packets counts the packets; by default, the incoming ones
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
