/**
 * A problem that the user can fix. The message is one full sentence that says what to do; print it without a stack.
 */
export class SetUpError extends Error {
  name = "SetUpError";
}
