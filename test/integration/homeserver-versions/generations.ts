/** How a release of Synapse differs from others, as measured and checked here. */
export interface Generation {
  version: string;
  /** Whether it sends delayed events at once, and does not mention them. */
  sendsAtOnce?: true;
  /** The flag in `/versions` while delayed events are off, and the status of its refusal to schedule then. */
  flagWhenOff: boolean;
  refusalWhenOff: 400 | 403;
  /** Whether it has sticky events (MSC4354). */
  sticky: boolean;
  /** What happens to a delayed state event when its own sender sets the same state. */
  ownState: "cancels" | "leaves it";
  /** What happens to a delayed event whose `send` the message limit refuses. */
  refusedByLimit: "kept" | "deleted";
  /** Whether restarts count towards the message limit. */
  restartsAreMessages: boolean;
  /** Where an update has its action. */
  actionIn: "body" | "path";
  /** Whether anybody with a delay_id may use it. */
  openToAll: boolean;
  /** What it does with a restart whose token belongs to an ended session. */
  endedToken: "accepted" | "refused";
  /** Whether a formerly delayed event shows its delay_id to its sender. */
  showsDelayId: boolean;
  /** How many delayed events a user may have; unlimited if absent. */
  most?: number;
  /** How it answers a delay beyond its maximum. */
  tooLarge: string;
}

const MATRIX_ERROR = "400 M_UNKNOWN";

const first: Generation = {
  version: "1.116.0",
  flagWhenOff: true,
  refusalWhenOff: 400,
  sticky: false,
  ownState: "cancels",
  refusedByLimit: "kept",
  restartsAreMessages: true,
  actionIn: "body",
  openToAll: false,
  endedToken: "refused",
  showsDelayId: false,
  tooLarge: MATRIX_ERROR,
};
const limited: Generation = {
  ...first,
  version: "1.126.0",
  flagWhenOff: false,
  restartsAreMessages: false,
};
const open: Generation = {
  ...limited,
  version: "1.143.0",
  ownState: "leaves it",
  refusedByLimit: "deleted",
  openToAll: true,
  actionIn: "path",
  endedToken: "accepted",
};
const sticky: Generation = {
  ...open,
  version: "1.156.0",
  sticky: true,
  endedToken: "refused",
  showsDelayId: true,
};
const capped: Generation = {
  ...sticky,
  version: "1.157.1",
  refusalWhenOff: 403,
  tooLarge: "403 M_FORBIDDEN",
  most: 100,
};

/** One release for each behaviour, the oldest first. */
export const GENERATIONS: readonly Generation[] = [
  { ...first, version: "1.115.0", sendsAtOnce: true },
  ...[first, limited, open, sticky, capped],
  { ...capped, version: "1.163.2", tooLarge: "400 ORG.MATRIX.MSC4140_DELAY_TOO_LARGE" },
];
