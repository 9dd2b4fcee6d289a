import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";
import { asTime } from "../../delayed-events/times.ts";
import { headersOfRefusal } from "./whose-refusal.ts";

/** The longest answer that is read (bytes): more than a list of the 100 pending events that a homeserver allows. */
const LONGEST = 8_000_000;
/** Otherwise answers would be cached on disk, even those for private windows, and be reused for an unknown time. */
const ALONE = { redirect: "manual", cache: "no-store" } as const;
const LEFT_OUT = "(token)";
const REDIRECTED = "The homeserver redirects to another address, which is not followed";

/**
 * A `fetch` that resolves with the whole answer, within a time limit and a generous length limit. js-sdk limits the
 * time until an answer begins, but neither the time until it ends nor its length.
 *
 * The answer is never another server's: a redirect would send path and body, including a delay_id or an event, to any
 * address. A redirect counts as a refusal.
 *
 * The content type of a refusal shows whether it is a homeserver's.
 *
 * The answer never contains the token, even if the homeserver or a proxy in front of it echoes the request: whole
 * errors go to widgets, and into storage.
 * @param secret the token, which is removed
 * @param within milliseconds until the end of the answer
 * @param heard called with the homeserver's clock (epoch ms, to the second), if its answer has it
 */
export function fetchWhole(
  secret: string,
  within: number,
  heard: (clock: number) => void,
): typeof globalThis.fetch {
  return async (resource, options) => {
    const signal = AbortSignal.timeout(within);
    const response = await fetch(resource, { ...options, signal, ...ALONE });
    if (isRedirect(response)) return refusal(response);
    const clock = asTime(Date.parse(response.headers.get("date") ?? ""));
    if (clock !== undefined) heard(clock);
    const { status, url } = response;
    const whole = await textOf(response, LONGEST);
    if (whole === undefined) throw new Error(OWN_ERRORS["too-long"]);
    const text = whole.replaceAll(secret, LEFT_OUT);
    const told = [...response.headers].map(([name, value]): [string, string] => [
      name,
      value.replaceAll(secret, LEFT_OUT),
    ]);
    const headers = response.ok ? told : headersOfRefusal(told, text);
    // These allow no body, not even an empty one: https://fetch.spec.whatwg.org/#null-body-status
    const body = [101, 204, 205, 304].includes(status) ? null : text;
    return Object.defineProperty(new Response(body, { status, headers }), "url", { value: url });
  };
}

/**
 * Fetches something that needs no token. A redirect is not followed.
 * @param within milliseconds until the end of the answer
 * @param longest bytes
 * @returns the status; and the text, unless it is longer or was a redirect
 * @throws if no answer comes in time, or the browser does not let it be read
 */
export async function fetchLimited(
  address: string,
  options: RequestInit,
  within: number,
  longest: number,
): Promise<{ status: number; text: string | undefined }> {
  const signal = AbortSignal.timeout(within);
  const response = await fetch(address, { ...options, signal, ...ALONE });
  if (!isRedirect(response)) return { status: response.status, text: await textOf(response, longest) };
  await response.body?.cancel();
  return { status: response.status, text: undefined };
}

/**
 * Browsers reveal nothing about a redirect but that it is one:
 * https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
 */
function isRedirect({ type, status }: Response): boolean {
  return type === "opaqueredirect" || [301, 302, 303, 307, 308].includes(status);
}

/** @returns a refusal that reports a redirect, without its target */
async function refusal({ status, body }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(REDIRECTED, { status: status || 302, headers: { "content-type": "text/plain" } });
}

/** @returns nothing if it is longer than this many bytes */
async function textOf({ body }: Response, longest: number): Promise<string | undefined> {
  if (!body) return "";
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > longest) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
