import type { DriverCall, HostMessage, WidgetError } from "./observed.ts";
import type { WidgetParameters } from "./options.ts";
import type { TimelineEntry } from "./room-timeline.ts";
import type { Rotation } from "./rotation.ts";

/** What tests see of the page, as `window.testClient`. All times are in ms since the epoch. */
export interface TestClient {
  /** Resolves when the first sync is in and the widget's iframe is in the page; rejects when that is impossible. */
  ready: Promise<void>;
  /** Set after the login. */
  session?: { userId: string; deviceId: string };
  /** Set after a login with `refresh`. */
  rotation?: Rotation;
  timeline: readonly TimelineEntry[];
  driverCalls: readonly DriverCall[];
  /** Over all widgets and all rounds; `driverCalls` has the rounds. */
  capabilities: { asked: readonly string[]; approved: readonly string[] };
  widgetErrors: readonly WidgetError[];
  hostMessages: readonly HostMessage[];
  errors: readonly string[];
  /**
   * Puts one more widget into the page.
   * @param overrides what differs from the page's fragment
   * @returns its number, which counts from 0 and is not used again
   */
  addWidget(overrides?: WidgetParameters): Promise<number>;
  /** Reloads a widget's page, the first one's by default. @throws when there is no such widget */
  reloadWidget(number?: number): void;
  /** Removes a widget from the page, the first one by default. @throws when there is no such widget */
  removeWidget(number?: number): void;
  /** Ends the session at the homeserver; the widgets stay. @throws when there is none */
  logOut(): Promise<void>;
}

declare global {
  interface Window {
    testClient: TestClient;
  }
}
