/**
 * Something is missing that a person can mend. The message is one whole sentence that says what to do, so that whoever
 * catches it prints the message and no stack.
 */
export class SetUpError extends Error {
  name = "SetUpError";
}
