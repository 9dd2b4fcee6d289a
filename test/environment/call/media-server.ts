import { until } from "../until.ts";

/** Somebody whom the media server has in a call. */
export interface Participant {
  /** As in the token: user id and device id, with a colon between. */
  identity: string;
  /** The kinds of the tracks that they publish: `AUDIO`, `VIDEO`. */
  tracks: string[];
}

/** What carries the media of calls. */
export interface MediaServer {
  /** For the output: what it is. */
  name: string;
  /** Where browsers connect to, `ws:`. */
  url: string;
  /** Who signs the tokens that it takes. */
  signer: { key: string; secret: string };
  /** @returns who is connected, by the server's own word */
  participants(room: string): Promise<Participant[]>;
  /** @returns how many packets of media have come in so far, over all calls; it is counted some 10 s later */
  packetsIn(): Promise<number>;
  /**
   * The same of what has gone out to the others, and of the reports (RTCP) that go to everybody, one in some seconds. Missing
   * where what comes in is given to nobody.
   */
  packetsOut?(): Promise<number>;
  close(): Promise<void>;
}

/** Six seconds of somebody's sound; of the reports that go along with media, those of some minutes (packets). */
const SOUND = 300;
/** How soon it must have been counted (ms). */
const COUNTED_WITHIN = 30_000;

/**
 * Waits until sound comes in, or goes out to others, that is of later than now. What is counted first may be of before, and what
 * is counted next of another call that has just ended.
 * @param packets counts them; by default those that come in
 * @throws Error when there is none within half a minute
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
