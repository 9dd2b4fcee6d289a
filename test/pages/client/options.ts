import * as v from "valibot";

/** The versions of matrix-widget-api that can host the widget; each is an npm alias in package.json. */
const HOST_VERSIONS = ["1.0.0", "1.6.0", "1.8.2", "1.13.1", "1.14.0", "1.18.0", "1.19.0"] as const;
export type HostVersion = (typeof HOST_VERSIONS)[number];

/**
 * What the host's driver can do besides sending ordinary events:
 * - `send-event-only`: nothing. The library decides what happens to a delayed event.
 * - `delayed-send-only`: schedules delayed events, but cannot update them (Cinny 4.11.0 to 4.12.1).
 * - `state-only`: like `native`, for state events only. Delayed message events are rejected (gomuks, Commet).
 * - `native`: schedules, cancels, restarts and sends.
 */
const DRIVERS = ["send-event-only", "delayed-send-only", "state-only", "native"] as const;
export type DriverKind = (typeof DRIVERS)[number];

/** The iframe attribute that Element Web uses for a room's widgets. */
const ELEMENT_SANDBOX =
  "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts allow-presentation allow-downloads";

const flag = v.pipe(
  v.picklist(["0", "1", "false", "true"]),
  v.transform((value) => value === "1" || value === "true"),
);

/**
 * Where the account's access token is:
 * - `page`: in the page, which logs in with the password and asks the homeserver itself.
 * - `backend`: in a server that has logged in. That server is the page's `homeserver`, and no request from the page has
 *   a token (gomuks).
 */
const SESSIONS = ["page", "backend"] as const;

/**
 * Who makes the client's requests:
 * - `page`: the page itself.
 * - `shared-worker`: a worker that all its tabs share.
 * - `service-worker`: the page, but its service worker repeats each request to answer it.
 */
const REQUESTERS = ["page", "shared-worker", "service-worker"] as const;

const session = v.object({
  requester: v.optional(v.picklist(REQUESTERS), "page"),
  tokenIn: v.optional(v.picklist(["header", "query"]), "header"),
  session: v.optional(v.picklist(SESSIONS), "page"),
  refresh: v.optional(flag, "0"),
  still: v.optional(flag, "0"),
  homeserver: v.pipe(v.string(), v.url()),
  user: v.pipe(v.string(), v.nonEmpty()),
  password: v.pipe(v.string(), v.nonEmpty()),
  room: v.pipe(v.string(), v.startsWith("!")),
});

const widget = v.object({
  widget: v.pipe(v.string(), v.url()),
  widgetId: v.optional(v.pipe(v.string(), v.nonEmpty()), "heartbeat"),
  host: v.optional(v.picklist(HOST_VERSIONS), "1.6.0"),
  driver: v.optional(v.picklist(DRIVERS), "send-event-only"),
  approve: v.pipe(
    v.optional(v.string(), "all"),
    v.transform((list) => (list === "all" ? "all" : list.split(",").filter(Boolean))),
  ),
  waitForLoad: v.optional(flag, "true"),
  frame: v.pipe(
    v.optional(v.string(), ELEMENT_SANDBOX),
    v.transform((sandbox) => (sandbox === "none" ? undefined : sandbox)),
  ),
  roomInUrl: v.optional(flag, "0"),
  elementDom: v.optional(flag, "1"),
  sticky: v.optional(flag, "0"),
  call: v.optional(flag, "0"),
  transports: v.optional(v.pipe(v.string(), v.url())),
  silent: v.pipe(
    v.optional(v.string(), ""),
    v.transform((list) => list.split(",").filter(Boolean)),
  ),
});

/**
 * Who logs in where, and the room that is shown. `user` is a local part or a whole user id. With `refresh`, the access
 * token is refreshable, and the page exchanges it when a test wants that. With `still`, the page stops after its first
 * sync: without HTTP/2, a browser has six connections to a homeserver, and six tabs with long polls would hold them
 * all.
 */
export type SessionOptions = v.InferOutput<typeof session>;

/**
 * A widget and the host around it. `approve` is `"all"` or the approved capabilities. `frame` is the iframe's `sandbox`
 * attribute, undefined for none (`frame=none`). With `sticky`, the driver sends and reads sticky events. With `call`,
 * the widget is hosted as a call: it gets OpenID tokens, and its reports are acknowledged; `transports` is the media
 * service that the host names. The host never answers the actions in `silent`.
 */
export type WidgetOptions = v.InferOutput<typeof widget>;

/** A widget's options as in the page's fragment. */
export type WidgetParameters = Partial<Record<keyof WidgetOptions, string>>;

/**
 * Reads the session from the page's fragment.
 * @throws an Error that names the parameter at fault
 */
export function sessionOptions(fragment: URLSearchParams): SessionOptions {
  return parse(session, Object.fromEntries(fragment));
}

/**
 * Reads a widget's options from the page's fragment.
 * @param overrides values to use instead of the fragment's
 * @throws an Error that names the parameter at fault
 */
export function widgetOptions(fragment: URLSearchParams, overrides: WidgetParameters = {}): WidgetOptions {
  return parse(widget, { ...Object.fromEntries(fragment), ...overrides });
}

function parse<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`The page's fragment is wrong at "${v.getDotPath(issue)}": ${issue.message}`);
}
