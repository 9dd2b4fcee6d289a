import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { ProxyAnswer } from "./faults.ts";
import { bodyOf, endToEnd } from "./upstream.ts";

/** Synapse's headers, with names in lower case as in Node. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
  "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization, Date",
  "access-control-expose-headers": "Synapse-Trace-Id, Server",
};

const CHUNK = "x".repeat(64 * 1024);

/** Forwards the homeserver's answer, chunk by chunk as it arrives. */
export async function relay(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
  response.flushHeaders();
  await pipeline(answer, response);
}

/** Forwards the headers and this many bytes, and the rest of the answer once `meanwhile` is done. */
export async function holdRest(
  answer: IncomingMessage,
  response: ServerResponse,
  { bytes, meanwhile }: { bytes: number; meanwhile: () => Promise<unknown> },
): Promise<void> {
  const body = await bodyOf(answer);
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
  response.flushHeaders();
  response.write(body.subarray(0, bytes));
  await meanwhile();
  response.end(body.subarray(bytes));
}

/** Answers instead of the homeserver. */
export function invent({ status, headers = {}, body = {} }: ProxyAnswer, response: ServerResponse): void {
  const type = typeof body === "string" ? "text/plain" : "application/json";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const wished = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  response.writeHead(status, {
    ...CORS,
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    ...wished,
  });
  response.end(text);
}

/** Declares the whole length, sends the first half, and closes the connection. */
export async function truncate(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(answer);
  response.writeHead(answer.statusCode ?? 502, {
    ...endToEnd(answer.headers),
    "content-length": body.length,
  });
  await new Promise<void>((resolve) => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
  });
  response.destroy();
}

/** Sends `{"filler":"xxx…"}` of this many bytes, no faster than it is read. */
export async function flood(bytes: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { ...CORS, "content-type": "application/json", "content-length": bytes });
  await pipeline(filler(bytes), response);
}

function* filler(bytes: number): Generator<string> {
  const [head, foot] = ['{"filler":"', '"}'];
  yield head;
  for (let left = bytes - head.length - foot.length; left > 0; left -= CHUNK.length) {
    yield CHUNK.slice(0, left);
  }
  yield foot;
}
