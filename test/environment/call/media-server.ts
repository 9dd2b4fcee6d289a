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
