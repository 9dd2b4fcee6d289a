import type { HostVersion } from "./options.ts";

type Newest = typeof import("matrix-widget-api");
export type WidgetDriver = InstanceType<Newest["WidgetDriver"]>;
export type ClientWidgetApi = InstanceType<Newest["ClientWidgetApi"]>;

/**
 * The part of matrix-widget-api that the test client uses, typed by its newest version. Older versions lack some
 * methods, so callers of these first check that the method exists.
 */
export type HostLibrary = Pick<Newest, "ClientWidgetApi" | "CurrentApiVersions" | "Widget" | "WidgetDriver">;

const LOADERS: Record<HostVersion, () => Promise<unknown>> = {
  "1.0.0": () => import(/* webpackChunkName: "client/host-1.0.0" */ "matrix-widget-api-1.0.0"),
  "1.6.0": () => import(/* webpackChunkName: "client/host-1.6.0" */ "matrix-widget-api-1.6.0"),
  "1.8.2": () => import(/* webpackChunkName: "client/host-1.8.2" */ "matrix-widget-api-1.8.2"),
  "1.13.1": () => import(/* webpackChunkName: "client/host-1.13.1" */ "matrix-widget-api-1.13.1"),
  "1.14.0": () => import(/* webpackChunkName: "client/host-1.14.0" */ "matrix-widget-api-1.14.0"),
  "1.18.0": () => import(/* webpackChunkName: "client/host-1.18.0" */ "matrix-widget-api-1.18.0"),
  "1.19.0": () => import(/* webpackChunkName: "client/host-1.19.0" */ "matrix-widget-api"),
};

/** @returns that version of the library, loaded on demand so that one bundle serves all */
export async function loadHostLibrary(version: HostVersion): Promise<HostLibrary> {
  return (await LOADERS[version]()) as HostLibrary;
}

/** The shape of a version's driver methods for delayed events; the API version announced neither change. */
export interface DriverShape {
  /** Up to 1.17, `sendDelayedEvent(delay, parentDelayId, …)`; after that the second argument is gone. */
  takesParentDelayId: boolean;
  /** From 1.14, one method for each update; before that, `updateDelayedEvent(delayId, action)`. */
  oneMethodPerUpdate: boolean;
}

export function driverShape(version: HostVersion): DriverShape {
  const minor = Number(version.split(".")[1]);
  return { takesParentDelayId: minor < 18, oneMethodPerUpdate: minor >= 14 };
}
