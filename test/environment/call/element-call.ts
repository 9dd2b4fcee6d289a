import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Mount } from "../static-server.ts";

const PACKAGE = createRequire(import.meta.url).resolve("@element-hq/element-call-embedded/package.json");

/** The release for tests and demo, and the folder of its pages. */
export const NEWEST = {
  version: JSON.parse(readFileSync(PACKAGE, "utf8")).version as string,
  dist: path.join(path.dirname(PACKAGE), "dist"),
};

/** Element Call's path on each origin that serves pages. */
const AT = "element-call";

/** Element Call's delay, and how often it restarts it (ms). */
export interface Timing {
  delay: number;
  restart: number;
}

/** The defaults of Element Call 0.26.1, which its config.json may override. */
export const SHIPPED_TIMING: Timing = { delay: 18_000, restart: 4_000 };
/** Short enough for tests, and long enough for a late restart on a busy machine. */
export const FAST_TIMING: Timing = { delay: 6_000, restart: 1_000 };

/** @param config additions to its config.json; without a timing, the shipped values apply */
export function elementCallMount({
  timing,
  config,
}: {
  timing?: Timing | undefined;
  config: Record<string, unknown>;
}): Mount {
  const session = timing && {
    matrix_rtc_session: { delayed_leave: { delay_ms: timing.delay, restart_ms: timing.restart } },
  };
  return mount(NEWEST.dist, { ...config, ...session });
}

/**
 * A release as published, with its own config.json.
 * @param dist the folder of its pages
 * @param config additions to that config
 */
export function publishedMount(dist: string, config: Record<string, unknown>): Mount {
  const own = JSON.parse(readFileSync(path.join(dist, "config.json"), "utf8"));
  return mount(dist, { ...own, ...config });
}

function mount(dir: string, config: Record<string, unknown>): Mount {
  return { at: AT, dir, instead: { "config.json": JSON.stringify(config) } };
}

/**
 * The address of a call as in a client, with the library's variables for values that the client fills in.
 * @param origin the origin that serves it: the client's own, as in Element and Cinny, or another
 * @param theme `light` or `dark`
 * @param intent what the user wants to do, in Element Call's terms
 */
export function elementCallTemplate(origin: string, intent: string, theme = "light"): string {
  const named = {
    userId: "$matrix_user_id",
    deviceId: "$org.matrix.msc3819.matrix_device_id",
    roomId: "$matrix_room_id",
    baseUrl: "$org.matrix.msc4039.matrix_base_url",
    intent,
    skipLobby: "true",
    perParticipantE2EE: "false",
    lang: "en",
    theme,
  };
  const words = Object.entries(named).map(([name, value]) => `${name}=${value}`);
  return `${origin}/${AT}/index.html#?${words.join("&")}`;
}

/** @returns whether a frame's address is a call's */
export function isElementCall(url: string): boolean {
  return url.includes(`/${AT}/`);
}
