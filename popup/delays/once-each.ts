/**
 * Lists are made again after every change, while of a thousand delays all but one are the same objects as before.
 * @param make must depend on nothing but what it is given
 * @returns the same function, which makes its result once for each object
 */
export function onceEach<Of extends object, Result>(make: (of: Of) => Result): (of: Of) => Result {
  const made = new WeakMap<Of, { result: Result }>();
  return (of) => {
    const known = made.get(of) ?? { result: make(of) };
    made.set(of, known);
    return known.result;
  };
}
