export function withLock<T>(
  file: string,
  work: () => Promise<T>,
  log: (sentence: string) => void,
): Promise<T>;
