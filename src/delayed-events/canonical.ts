/**
 * Says whether an event's content can be written as rooms require it: as canonical JSON.
 * https://spec.matrix.org/v1.16/appendices/#canonical-json
 * @param isStrict whether the room cares about numbers: from version 6 on
 */
export function isCanonical(content: unknown, isStrict: boolean): boolean {
  let isSound = true;
  JSON.stringify(content, (key, value: unknown) => {
    isSound &&= !isBroken(key) && !(typeof value === "string" && isBroken(value));
    isSound &&= !isStrict || typeof value !== "number" || Number.isSafeInteger(value);
    return isSound ? value : undefined;
  });
  return isSound;
}

/** Says whether a text has half a character (a lone surrogate), which UTF-8 cannot encode. */
export function isBroken(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
