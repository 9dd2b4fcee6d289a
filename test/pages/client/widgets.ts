import type { MatrixClient } from "matrix-js-sdk";
import { type WidgetParameters, widgetOptions } from "./options.ts";
import { openWidget, type WidgetFrame } from "./widget-frame.ts";

/** The widgets in the page, by number. */
export interface Widgets {
  add(overrides?: WidgetParameters): Promise<number>;
  reload(number: number): void;
  remove(number: number): void;
}

/** @returns the actions on the widgets in `area`; numbers are never reused */
export function manageWidgets(
  area: Element,
  fragment: URLSearchParams,
  client: MatrixClient,
  roomId: string,
): Widgets {
  const frames = new Map<number, WidgetFrame>();
  let next = 0;
  const frame = (number: number) => {
    const found = frames.get(number);
    if (!found) throw new Error(`There is no widget number ${number}`);
    return found;
  };
  return {
    async add(overrides) {
      const number = next++;
      frames.set(number, await openWidget(area, widgetOptions(fragment, overrides), client, roomId));
      return number;
    },
    reload: (number) => frame(number).reload(),
    remove(number) {
      frame(number).remove();
      frames.delete(number);
    },
  };
}
