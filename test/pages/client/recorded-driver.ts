import { type DriverCall, observed, textOf } from "./observed.ts";

/**
 * Wraps a driver in a recorder. Inherited methods are recorded too, including their refusals.
 * @returns an object that behaves like the driver
 */
export function recordedDriver<Driver extends object>(driver: Driver, widgetId: string): Driver {
  return new Proxy(driver, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver);
      if (typeof member !== "function" || typeof name !== "string") return member;
      return (...args: unknown[]) => {
        const call: DriverCall = { at: Date.now(), widgetId, method: name, args: args.map(plain) };
        observed.driverCalls.push(call);
        return settle(call, () => member.apply(target, args));
      };
    },
  });
}

function settle(call: DriverCall, ask: () => unknown): unknown {
  try {
    const answer = ask();
    if (!(answer instanceof Promise)) {
      call.result = plain(answer);
      return answer;
    }
    answer.then(
      (result) => {
        call.result = plain(result);
      },
      (reason) => {
        call.error = textOf(reason);
      },
    );
    return answer;
  } catch (thrown) {
    call.error = textOf(thrown);
    throw thrown;
  }
}

/** @returns a copy that can leave the browser, without functions and sets */
function plain(value: unknown): unknown {
  if (value instanceof Set) return [...value];
  if (value === undefined) return null;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return String(value);
  }
}
