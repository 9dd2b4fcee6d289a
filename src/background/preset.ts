import * as v from "valibot";
import type { PresetFault, PresetFaultReason } from "../messaging/preset-fault.ts";
import { Consent, Site } from "./preset-entries.ts";
import { remembered } from "./remembered.ts";

/**
 * How many sites count, and how many consents. The browser is asked for each site whenever the worker starts: 1,000
 * sites take it 0.2 s (measured), during which widgets wait.
 */
const LONGEST = 1_000;
/** How many faults are reported, and how much of each is shown. */
const TOLD = 50;
const SHOWN = 200;

const Managed = v.fallback(v.record(v.string(), v.unknown()), {});
const List = v.array(v.unknown());
const SWITCHES = ["unencrypted", "notifications"] as const;
const KEYS: readonly string[] = ["sites", "consents", ...SWITCHES];

/** A consent for every account: `client` is an origin, `widget` an address or an origin, `features` are ids. */
export type PresetConsent = v.InferOutput<typeof Consent>;

/**
 * An administrator's decisions (docs/administrators.md). The user decides any switch that is absent. `sites` are match
 * patterns, or the one for all websites; they are on as soon as the browser permits them. Each occurs once, and so does
 * each pair of a client and a widget.
 */
export interface Preset {
  sites: string[];
  consents: PresetConsent[];
  unencrypted?: boolean;
  notifications?: boolean;
  /** The parts that do not count. */
  faults: PresetFault[];
}

/** @returns a preset, without its invalid parts, which are listed in `faults` */
export function readPreset(managed: unknown): Preset {
  const stored = v.parse(Managed, managed);
  const faults: PresetFault[] = [];

  function fault(at: string, entry: unknown, why: PresetFaultReason): void {
    if (faults.length < TOLD) faults.push({ at, entry: shown(entry), why });
  }

  /** Reads the valid entries. */
  function entries<Entry>(key: string, schema: v.GenericSchema<unknown, Entry>): Entry[] {
    const { [key]: given = [] } = stored;
    if (!v.is(List, given)) {
      fault(key, given, "list");
      return [];
    }
    if (given.length > LONGEST) fault(`${key}[${LONGEST}]`, given[LONGEST], "too-many");
    return given.slice(0, LONGEST).flatMap((entry, index) => {
      const read = v.safeParse(schema, entry);
      const why = read.success ? undefined : (read.issues[0].message as PresetFaultReason);
      if (why ?? lost(entry, read.output)) fault(`${key}[${index}]`, entry, why ?? "features");
      return read.success ? [read.output] : [];
    });
  }

  for (const key of Object.keys(stored)) if (!KEYS.includes(key)) fault(key, stored[key], "key");
  const sites = entries("sites", Site);
  const consents = entries("consents", Consent);
  const switches = SWITCHES.flatMap((key) => {
    const { [key]: given } = stored;
    if (given !== undefined && typeof given !== "boolean") fault(key, given, "switch");
    return typeof given === "boolean" ? [[key, given]] : [];
  });
  return { sites: [...new Set(sites)], consents: merged(consents), ...Object.fromEntries(switches), faults };
}

const WithFeatures = v.object({ features: List });

/** Says whether a consent counts for fewer features than it names. */
function lost(entry: unknown, read: unknown): boolean {
  if (!v.is(WithFeatures, entry) || !v.is(WithFeatures, read)) return false;
  return new Set(entry.features).size > read.features.length;
}

/** The features of entries about the same client and widget add up. */
function merged(consents: PresetConsent[]): PresetConsent[] {
  const byHolder = new Map<string, PresetConsent>();
  for (const consent of consents) {
    const holder = JSON.stringify([consent.client, consent.widget]);
    const before = byHolder.get(holder)?.features ?? [];
    byHolder.set(holder, { ...consent, features: [...new Set([...before, ...consent.features])] });
  }
  return [...byHolder.values()];
}

function shown(entry: unknown): string {
  const json = JSON.stringify(entry) ?? "";
  return json.length > SHOWN ? `${json.slice(0, SHOWN)}…` : json;
}

/** The user tried to change what an administrator has decided. */
export class PresetError extends Error {
  override name = "PresetError";

  constructor() {
    super("An administrator has decided this.");
  }
}

/** Remembers the preset. @param read returns the current managed storage; if it fails, nothing is preset */
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
