import type { Fault } from "../../environment/homeserver/fault-proxy.ts";

/** What a widget sees: an answer, a homeserver's error by its status, or a message on which MatrixRTC retries. */
export type Seen = "answer" | "sentence" | number;

/** A fault that occurs once, and the required outcome. */
export interface Row {
  name: string;
  fault: Fault;
  /** Whether the homeserver holds the event although no answer arrived. */
  taken: boolean;
  /** What the widget must see, by request. A restart has several options if the homeserver's answer is unusable. */
  state: Seen;
  message: Seen;
  restart: readonly Seen[];
}

const json = { "content-type": "application/json" };
const html = { "content-type": "text/html; charset=utf-8" };
const limit = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests" };
const broken = { errcode: "M_UNKNOWN", error: "Internal server error" };
const page = "<html><body>Sign in to this network</body></html>";
/** The outcome if Postdate finds out whether the event is held: state by the list, messages by a repeated request. */
const foundOut = { taken: true, state: "answer", message: "answer" } as const;
const anyhow = ["answer", "sentence"] as const;

/** The slow ones first, so their remaining work has ended when the last row is done. */
export const ROWS: readonly Row[] = [
  { name: "12 s late", fault: { kind: "delay", ms: 12_000 }, ...foundOut, restart: ["sentence"] },
  { name: "3 s late", fault: { kind: "delay", ms: 3_000 }, ...foundOut, restart: ["sentence"] },
  {
    name: "reset before",
    fault: { kind: "reset-before" },
    taken: false,
    state: 504,
    message: "answer",
    restart: ["answer"],
  },
  { name: "reset after", fault: { kind: "reset-after" }, ...foundOut, restart: ["answer"] },
  {
    name: "500, not taken",
    fault: { kind: "answer", status: 500, body: broken },
    taken: false,
    state: 500,
    message: "answer",
    restart: [500],
  },
  {
    name: "500, taken",
    fault: { kind: "replace-answer", status: 500, body: broken },
    ...foundOut,
    restart: [500],
  },
  {
    name: "502 with HTML, not taken",
    taken: false,
    fault: { kind: "answer", status: 502, headers: html, body: "<h1>Bad gateway</h1>" },
    state: 502,
    message: "answer",
    restart: [502],
  },
  {
    name: "502 with HTML, taken",
    fault: { kind: "replace-answer", status: 502, headers: html, body: "<h1>Bad gateway</h1>" },
    ...foundOut,
    restart: [502],
  },
  {
    name: "429 with a time",
    fault: {
      kind: "answer",
      status: 429,
      headers: { "retry-after": "3" },
      body: { ...limit, retry_after_ms: 2_500 },
    },
    taken: false,
    state: 429,
    message: 429,
    restart: [429],
  },
  {
    name: "429 without a time",
    fault: { kind: "answer", status: 429, body: limit },
    taken: false,
    state: 429,
    message: 429,
    restart: [429],
  },
  { name: "truncated JSON", fault: { kind: "truncate" }, ...foundOut, restart: anyhow },
  {
    name: "10 MB",
    fault: { kind: "replace-answer", status: 200, body: { filler: "x".repeat(10_000_000) } },
    ...foundOut,
    restart: anyhow,
  },
  {
    name: "empty 200",
    fault: { kind: "replace-answer", status: 200, headers: json, body: "" },
    ...foundOut,
    restart: anyhow,
  },
  {
    name: "wrong content type",
    fault: { kind: "replace-answer", status: 200, headers: html, body: page },
    ...foundOut,
    restart: anyhow,
  },
];
