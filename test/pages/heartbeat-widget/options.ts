import * as v from "valibot";

const milliseconds = v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1));

const query = v.object({
  widgetId: v.optional(v.string()),
  parentUrl: v.optional(v.pipe(v.string(), v.url())),
  delay: v.optional(milliseconds, "10000"),
  interval: v.optional(milliseconds, "4000"),
  autostart: v.pipe(
    v.optional(v.picklist(["0", "1"]), "0"),
    v.transform((value) => value === "1"),
  ),
  kind: v.optional(v.picklist(["state", "message"]), "state"),
  type: v.optional(v.string()),
  stateKey: v.optional(v.string()),
  room: v.optional(v.string()),
  will: v.pipe(
    v.optional(v.picklist(["0", "1"]), "1"),
    v.transform((value) => value === "1"),
  ),
  loaded: v.optional(v.picklist(["late", "always", "never"]), "late"),
  takesEvents: v.pipe(
    v.optional(v.picklist(["0", "1"]), "1"),
    v.transform((value) => value === "1"),
  ),
  extra: v.pipe(
    v.optional(v.string(), ""),
    v.transform((list) => list.split(",").filter(Boolean)),
  ),
});

/**
 * The page's query. `delay` and `interval` are in ms. `room` is named in every request, and the widget asks for the
 * capability for its timeline; `extra` are further capabilities to ask for. Without a `will`, the widget is an ordinary
 * one without delayed events. It posts `content_loaded` only to a host that is late to begin, unless `loaded` is
 * `always` or `never`. With `takesEvents=0` it leaves the host's events to its library, which refuses them.
 */
export interface HeartbeatOptions extends Omit<v.InferOutput<typeof query>, "type" | "stateKey"> {
  type: string;
  /** The widget's own key: its id, unless the query has another. */
  stateKey: string;
  /** The target origin of messages to the host: that of `parentUrl`, or `*` without one. */
  hostOrigin: string;
}

/** @throws an Error that names the parameter at fault */
export function heartbeatOptions(search: string): HeartbeatOptions {
  const result = v.safeParse(query, Object.fromEntries(new URLSearchParams(search)));
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`The widget's URL is wrong at "${v.getDotPath(issue)}": ${issue.message}`);
  }
  const given = result.output;
  return {
    ...given,
    type: given.type ?? (given.kind === "state" ? "com.example.heartbeat.member" : "m.room.message"),
    stateKey: given.stateKey ?? given.widgetId ?? "heartbeat",
    hostOrigin: given.parentUrl ? new URL(given.parentUrl).origin : "*",
  };
}
