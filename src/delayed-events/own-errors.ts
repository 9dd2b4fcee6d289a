/**
 * Our own texts for what is wrong with a homeserver's answer. They are stored with a delay and appear in reports; the
 * popup shows them in its own language.
 */
export const OWN_ERRORS = {
  "too-late": "The homeserver answered too late",
  unreadable: "The homeserver's answer has no delay_id",
  "too-long": "The homeserver's answer is too long",
  "web-page": "A web page answered in the homeserver's place",
  "token-run-out": "The client's token has run out, and no other has been seen yet",
  "at-once": "The homeserver sent the event at once",
  "sends-at-once": "The homeserver has sent a delayed event at once",
  "no-delayed-events": "The homeserver does not support delayed events",
  "no-sticky-events": "The homeserver does not support sticky events",
  "no-guests": "The homeserver does not let guests restart delayed events",
  "no-restarts": "The homeserver schedules delayed events, and restarts reach nobody",
} as const;

export type OwnError = keyof typeof OWN_ERRORS;

/** @returns the key of one of our own texts; nothing if the text is somebody else's */
export function ownErrorIn(text: string): OwnError | undefined {
  return (Object.keys(OWN_ERRORS) as OwnError[]).find((name) => OWN_ERRORS[name] === text);
}
