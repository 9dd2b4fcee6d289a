/** What one release of Synapse does in its own way; measured, and held against it here. */
export interface Generation {
  version: string;
  /** It sends what is to be delayed at once, and says nothing of delayed events. */
  sendsAtOnce?: true;
  /** What `/versions` says while delayed events are switched off, and what it answers to whoever schedules all the same. */
  flagWhenOff: boolean;
  refusalWhenOff: 400 | 403;
  /** Whether it has sticky events (MSC4354). */
  sticky: boolean;
  /** What becomes of a delayed state event when its own sender sets the same state. */
  ownState: "cancels" | "leaves it";
  /** What becomes of a delayed event whose `send` the limit of messages refuses. */
  refusedByLimit: "kept" | "deleted";
  /** Whether restarts count as messages. */
  restartsAreMessages: boolean;
  /** Where it looks for what an update is to do. */
  actionIn: "body" | "path";
  /** Whether whoever knows a delay_id may use it. */
  openToAll: boolean;
  /** What it says of a restart with the token of a session that has ended. */
  endedToken: "accepted" | "refused";
  /** Whether an event that was delayed shows its delay_id to its sender. */
  showsDelayId: boolean;
  /** How many delayed events one user may have; no limit where absent. */
  most?: number;
  /** What it answers to a delay beyond its maximum. */
  tooLarge: string;
}

const MATRIX_ERROR = "400 M_UNKNOWN";

const first: Generation = {
  version: "1.116.0",
  ...{ flagWhenOff: true, refusalWhenOff: 400, sticky: false, ownState: "cancels", refusedByLimit: "kept" },
  ...{ restartsAreMessages: true, actionIn: "body", openToAll: false, endedToken: "refused" },
  ...{ showsDelayId: false, tooLarge: MATRIX_ERROR },
};
const limited: Generation = {
  ...first,
  ...{ version: "1.126.0", flagWhenOff: false, restartsAreMessages: false },
};
const open: Generation = {
  ...limited,
  ...{ version: "1.143.0", ownState: "leaves it", refusedByLimit: "deleted", openToAll: true },
  ...{ actionIn: "path", endedToken: "accepted" },
};
const sticky: Generation = {
  ...open,
  ...{ version: "1.156.0", sticky: true, endedToken: "refused", showsDelayId: true },
};
const capped: Generation = {
  ...sticky,
  ...{ version: "1.157.1", refusalWhenOff: 403, tooLarge: "403 M_FORBIDDEN", most: 100 },
};

/** Those after which something changed, the oldest first. */
export const GENERATIONS: readonly Generation[] = [
  { ...first, version: "1.115.0", sendsAtOnce: true },
  ...[first, limited, open, sticky, capped],
  { ...capped, version: "1.163.2", tooLarge: "400 ORG.MATRIX.MSC4140_DELAY_TOO_LARGE" },
];
