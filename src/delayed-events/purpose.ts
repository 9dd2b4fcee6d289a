/** What a delayed event is for, in a user's terms. */
export type Purpose = "call-leave" | "message" | "state";

/** The state and sticky events by which a MatrixRTC member says that it is in a call, newest name last. */
export const CALL_MEMBERSHIPS = [
  "org.matrix.msc3401.call.member",
  "org.matrix.msc4143.rtc.member",
  "m.call.member",
  "m.rtc.member",
];

/** Says whether an event is one by which a member of a call joins or leaves. */
export function isCallMembership(type: string): boolean {
  return CALL_MEMBERSHIPS.includes(type);
}

/** @returns what a delayed event is for; a call membership is only ever delayed to end it */
export function purposeOf({ type, stateKey }: { type: string; stateKey?: string | undefined }): Purpose {
  if (isCallMembership(type)) return "call-leave";
  return stateKey === undefined ? "message" : "state";
}
