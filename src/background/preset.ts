import * as v from "valibot";
import { EVERYWHERE } from "../messaging/everywhere.ts";
import { remembered } from "./remembered.ts";

/** A site as a match pattern: a scheme, a host without a port, and every path. One that is none has browsers refuse all others. */
const Site = v.union([
  v.literal(EVERYWHERE),
  v.pipe(v.string(), v.regex(/^https?:\/\/[^/*:\s]+\/\*$/), v.check(isAddress)),
]);
const Origin = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text) && new URL(text).origin === text),
);
const WebAddress = v.pipe(v.string(), v.regex(/^https?:\/\/[^?#\s]+$/), v.check(isAddress));

const Consent = v.object({
  client: Origin,
  widget: WebAddress,
  features: v.pipe(v.array(v.string()), v.minLength(1)),
});

/** Lists each entry that fits; the others are passed over, one by one. */
function valid<Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((all) => all.filter((each): each is v.InferOutput<Schema> => v.is(schema, each))),
    ),
    [],
  );
}

const Switch = v.fallback(v.optional(v.boolean()), undefined);

const Stored = v.fallback(
  v.object({
    sites: v.optional(valid(Site), []),
    consents: v.optional(valid(Consent), []),
    unencrypted: Switch,
    notifications: Switch,
  }),
  { sites: [], consents: [] },
);

/**
 * What an administrator has decided (docs/administrators.md). A switch that is absent is the user's.
 * `sites` are match patterns, or all of them; they are on as soon as the browser permits them. A consent is for every
 * account: `client` is an origin, `widget` an address without query and fragment, or an origin for all of its pages, and
 * `features` are ids.
 */
export type Preset = v.InferOutput<typeof Stored>;
export type PresetConsent = Preset["consents"][number];

/** @returns a preset, of which whatever does not fit is left out */
export function readPreset(managed: unknown): Preset {
  return v.parse(Stored, managed);
}

/** The user wanted to change what an administrator has decided. */
export class PresetError extends Error {
  override name = "PresetError";

  constructor() {
    super("An administrator has decided this.");
  }
}

/** Remembers the preset. @param read gives the managed storage as it is now; if it cannot, nothing is preset */
export function createPreset(read: () => Promise<unknown>) {
  return remembered(async () => readPreset(await read().catch(() => ({}))));
}

export type PresetReader = Pick<ReturnType<typeof createPreset>, "get">;

/** Says whether a preset consent is about this widget in this client. */
export function isFor(
  { client, widget }: PresetConsent,
  holder: { client: string; widget: string },
): boolean {
  if (client !== holder.client) return false;
  const isWholeOrigin = new URL(widget).origin === widget;
  return holder.widget === widget || (isWholeOrigin && holder.widget.startsWith(`${widget}/`));
}

/** Says whether this is an origin, or an address as browsers write it, without query and fragment. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, pathname } = new URL(text);
  return text === origin || text === origin + pathname;
}
