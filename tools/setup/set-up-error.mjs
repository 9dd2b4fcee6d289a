/**
 * Something is wrong that the user can fix. The message is one whole sentence that says what to do, so whoever catches it
 * prints the message without a stack.
 */
export class SetUpError extends Error {
  name = "SetUpError";
}
