import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";

/**
 * Headers that are about one connection, not about the message. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Forwards a request to the homeserver, streaming its body. If the client goes away meanwhile, the request is aborted
 * (a long poll would take half a minute).
 * @returns the homeserver's answer, with its body unread
 * @throws Error when the homeserver cannot be reached or the client is gone
 */
export function forward(
  target: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const url = new URL(target);
    const outgoing = request({
      host: url.hostname,
      port: url.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...endToEnd(incoming.headers), host: url.host },
      // A new connection each time, because a kept one may be closing, which would be an unwanted fault.
      agent: false,
    });
    outgoing.once("response", resolve);
    outgoing.on("error", reject);
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
}

/** @returns the headers to forward */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

/** @returns the whole body */
export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
