import type { DriverCall, HostMessage, WidgetError } from "./observed.ts";
import type { WidgetParameters } from "./options.ts";
import type { TimelineEntry } from "./room-timeline.ts";
import type { Rotation } from "./rotation.ts";

/** The page's interface for tests, as `window.testClient`. All times are in ms since the epoch. */
export interface TestClient {
  /** Resolves after the first sync, with the widget's iframe in the page; rejects if that is impossible. */
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
   * @param overrides values that differ from the page's fragment
   * @returns its number, counted from 0 and never reused
   */
  addWidget(overrides?: WidgetParameters): Promise<number>;
  /** Reloads a widget's page, by default the first one's. @throws if there is no such widget */
  reloadWidget(number?: number): void;
  /** Removes a widget from the page, by default the first one. @throws if there is no such widget */
  removeWidget(number?: number): void;
  /** Ends the session at the homeserver; the widgets stay. @throws if there is no session */
  logOut(): Promise<void>;
}

declare global {
  interface Window {
    testClient: TestClient;
  }
}
