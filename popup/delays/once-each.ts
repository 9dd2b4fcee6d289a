/**
 * Caches a function's result for each object. Lists are made again after every change, but of a thousand delays all but
 * one are the same objects as before.
 * @param make must depend only on its argument
 */
export function onceEach<Of extends object, Result>(make: (of: Of) => Result): (of: Of) => Result {
  const made = new WeakMap<Of, { result: Result }>();
  return (of) => {
    const known = made.get(of) ?? { result: make(of) };
    made.set(of, known);
    return known.result;
  };
}
