import { readFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../../manifest.json" with { type: "json" };
import type { BrowserName } from "./contract.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../../../docs/administrators.md");

/** The extension's part of a policy file in the document, parsed. */
export type PolicyPreset = { sites: string[]; consents: { features: string[] }[] } & Record<string, unknown>;

/** Replacements for the document's examples. */
export interface PolicyPlaces {
  /** The extension's id in Chromium. In Firefox, it is the same everywhere. */
  id?: string;
  /** Origins. A site has no port. */
  client: string;
  widget: string;
}

/** The policy files for administrators in the document. */
const [firefox = "", chromium = ""] = [...readFileSync(DOCUMENT, "utf8").matchAll(/```json\n(.*?)```/gs)].map(
  ([, json]) => json,
);
const FILES = { firefox, chromium };

/** @returns the preset in the document's file for this browser */
export function presetIn(browser: BrowserName): PolicyPreset {
  const policies = JSON.parse(FILES[browser]);
  return browser === "firefox"
    ? policies.policies["3rdparty"].Extensions[manifest.browser_specific_settings.gecko.id]
    : (Object.values(policies["3rdparty"].extensions)[0] as PolicyPreset);
}

/** @returns the document's file for this browser, with these places instead of the examples */
export function policyFile(browser: BrowserName, { id = "", client, widget }: PolicyPlaces): string {
  const site = `${client.replace(/:\d+$/, "")}/*`;
  return FILES[browser]
    .replaceAll("abcdefghijklmnopabcdefghijklmnop", id)
    .replaceAll("https://chat.example.org/*", site)
    .replaceAll("https://chat.example.org", client)
    .replaceAll("https://call.example.org", widget);
}
