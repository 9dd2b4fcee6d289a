import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";
import { asTime } from "../../delayed-events/times.ts";
import { headersOfRefusal } from "./whose-refusal.ts";

/** The longest answer that is read (bytes): more than a list of the 100 pending events that a homeserver allows. */
const LONGEST = 8_000_000;
/** The worker's own answers would be kept on disk, those for private windows as well, and count for who knows how long. */
const ALONE = { redirect: "manual", cache: "no-store" } as const;
const LEFT_OUT = "(token)";
const REDIRECTED = "The homeserver redirects to another address, which is not followed";

/**
 * A `fetch` that resolves with the whole answer: in time, and no longer than anything a homeserver needs to say.
 * js-sdk limits the time until an answer begins, but neither the time until it ends nor its length.
 *
 * The answer is never another server's: a redirect would take path and body, a delay_id and an event among them, to
 * wherever the homeserver says. A redirect counts as a refusal.
 *
 * A refusal has the content type of what it is, a homeserver's or somebody else's.
 *
 * The answer never contains the token, even if the homeserver or a proxy in front of it echoes what it was sent:
 * errors go to widgets whole, and into storage.
 * @param secret what to leave out: the token
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

/** @returns an answer that says that this was a redirect, without its target */
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
