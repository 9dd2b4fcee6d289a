import { FEATURES } from "../../../../src/features/features.ts";
import { EVERYWHERE } from "../../../../src/messaging/everywhere.ts";
import { PRIVATE_PARTITION } from "../../../../src/messaging/sender.ts";
import type { ConsentQuestion, GivenConsent } from "../../../../src/messaging/views/consents.ts";
import type { Options } from "../../../../src/messaging/views/options.ts";
import { ALICE, CALL_ADDRESS, CLIENT, HOUR, NOW, SITE } from "../samples.ts";
import { type Answers, clicking, type GalleryState, part } from "../state.ts";

const QUESTION: ConsentQuestion = {
  id: "question",
  features: ["delayed-events"],
  partition: "default",
  widget: CALL_ADDRESS,
  client: CLIENT,
  userId: ALICE,
};
const ALL = FEATURES.map(({ id }) => id);

function consent(name: string, questions: ConsentQuestion[], more: Partial<GalleryState> = {}): GalleryState {
  const until = questions.length > 0 ? `${part("no")}[aria-disabled="false"]` : part("nothing");
  return {
    page: "consent",
    name,
    until,
    ...more,
    answers: { "consent-questions": questions, ...more.answers },
  };
}

const GIVEN: GivenConsent = { ...QUESTION, givenAt: NOW - 50 * HOUR };
const NOTHING: Options = {
  sites: [],
  consents: [],
  presetConsents: [],
  unencrypted: { on: false, preset: false },
  notifications: { on: false, preset: false },
  reportLanguage: "browser",
};
const FULL: Options = {
  ...NOTHING,
  sites: [
    { site: SITE, on: true, preset: false },
    { site: "http://localhost/*", on: true, preset: false },
  ],
  consents: [
    GIVEN,
    { ...GIVEN, features: ALL, widget: "https://planner.example.org/a/rather/long/path/to/the/planner" },
  ],
  unencrypted: { on: true, preset: false },
  notifications: { on: true, preset: false },
  reportLanguage: "en",
};
const PRESET: Options = {
  ...NOTHING,
  sites: [
    { site: SITE, on: true, preset: true },
    { site: "https://element.example.com/*", on: false, preset: true },
  ],
  presetConsents: [{ client: CLIENT, widget: "https://call.example.org", features: ALL }],
  unencrypted: { on: false, preset: true },
  notifications: { on: true, preset: true },
};
const FAULTY: Options = {
  ...PRESET,
  presetFaults: [
    { at: "site", entry: '["https://chat.example.org/*"]', why: "key" },
    { at: "unencrypted", entry: '"yes"', why: "switch" },
    { at: "sites[1]", entry: '"https://chat.example.org:8448/*"', why: "site" },
    { at: "consents[0]", entry: "1", why: "consent" },
    { at: "consents[1]", entry: JSON.stringify({ client: SITE, widget: CALL_ADDRESS }), why: "client" },
    { at: "consents[2]", entry: JSON.stringify({ client: CLIENT, widget: "call?a#b" }), why: "widget" },
    {
      at: "consents[3]",
      entry: JSON.stringify({ client: CLIENT, widget: CALL_ADDRESS, features: ["delayed"] }),
      why: "features",
    },
    { at: "consents[1000]", entry: "{}", why: "too-many" },
    { at: "sites", entry: '"https://chat.example.org/*"', why: "list" },
  ],
};
const EVERY: Options = { ...FULL, sites: [{ site: EVERYWHERE, on: true, preset: false }, ...FULL.sites] };

function options(name: string, told: Options | undefined, more: Partial<GalleryState> = {}): GalleryState {
  const answers: Answers = { ...(told && { options: told }), ...more.answers };
  return { page: "options", name, until: part(told ? "switches" : "silent"), ...more, answers };
}

const FAILED = { ok: false, error: "The browser has no space left." } as const;

/** The consent window, the options page and the welcome page. */
export const OTHER_STATES: GalleryState[] = [
  consent("one", [QUESTION]),
  consent("transports", [{ ...QUESTION, features: ["rtc-transports"] }]),
  consent("sticky", [{ ...QUESTION, features: ["sticky-events"] }]),
  consent("two-features", [{ ...QUESTION, features: ALL.slice(0, 2) }]),
  consent("three-features", [{ ...QUESTION, features: ALL }]),
  consent("several", [QUESTION, { ...QUESTION, id: "second" }, { ...QUESTION, id: "third" }]),
  consent("private", [{ ...QUESTION, partition: PRIVATE_PARTITION }]),
  consent("without-address", [{ ...QUESTION, widget: "null" }]),
  consent("failed", [QUESTION], {
    answers: { "consent-answer": FAILED },
    act: clicking(`${part("once")}[aria-disabled="false"]`),
    until: part("failure"),
  }),
  consent("failed-several", [QUESTION, { ...QUESTION, id: "second" }], {
    answers: { "consent-answer": FAILED },
    act: clicking(`${part("once")}[aria-disabled="false"]`),
    until: part("failure"),
  }),
  consent("nothing", []),
  { page: "consent", name: "silent", until: part("silent") },
  options("empty", NOTHING),
  options("full", FULL),
  options("preset", PRESET),
  options("preset-in-vain", FAULTY),
  options("everywhere", EVERY),
  options("silent", undefined),
  options("failed", FULL, {
    answers: { "switch-unencrypted": FAILED, "revoke-consent": FAILED, "switch-site": FAILED },
    act: clicking(part("unencrypted"), part("revoke"), part("site-off")),
    until: `${part("site")} .failure`,
  }),
  options("denied", NOTHING, { act: clicking(part("everywhere")), until: part("everywhere-failure") }),
  { page: "welcome", name: "welcome", until: part("pin") },
];
