import { EventEmitter, once } from "node:events";
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { listen } from "./homeserver/loopback.ts";

/** A server for a folder. */
export interface StaticServer {
  /** Such as "http://localhost:34567". Another port is another origin. */
  origin: string;
  port: number;
  /** Resolves once this path with its query is requested, or at once if it was before. */
  untilAsked(path: string): Promise<void>;
  /** Stops it, open connections included. */
  close(): Promise<void>;
}

/** A folder served below a path of the server, such as a widget on its client's own origin. */
export interface Mount {
  /** The path, without leading or trailing slashes. */
  at: string;
  dir: string;
  /** Texts served instead of files of the folder, by name. */
  instead?: Record<string, string>;
}

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * Serves the files of a folder, and nothing outside it, on loopback. A subfolder answers with its index.html.
 * @param options.port by default, a free one
 * @param options.headers sent with every answer, such as a Content-Security-Policy
 * @param options.mounts further folders, each below its own path
 * @throws Error when the folder does not exist or the port is taken
 */
export async function serveFolder(
  dir: string,
  options: { port?: number; headers?: Record<string, string>; mounts?: readonly Mount[] } = {},
): Promise<StaticServer> {
  const root = await realpath(dir);
  const mounts = await Promise.all(
    (options.mounts ?? []).map(async (mount) => ({ ...mount, dir: await realpath(mount.dir) })),
  );
  const asked = new Set<string | undefined>();
  const hears = new EventEmitter();
  const server = createServer((request, response) => {
    asked.add(request.url);
    hears.emit("asked");
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
    answer(root, mounts, request, response).catch(() => response.destroy());
  });
  const port = await listen(server, options.port);
  return {
    origin: `http://localhost:${port}`,
    port,
    async untilAsked(wanted) {
      while (!asked.has(wanted)) await once(hears, "asked");
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(
  root: string,
  mounts: readonly Mount[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") return fail(response, 405);
  const { url = "/" } = request;
  const mount = mounts.find(({ at }) => url.startsWith(`/${at}/`));
  const below = mount ? url.slice(mount.at.length + 1) : url;
  const text = mount?.instead?.[below.slice(1).replace(/[?#].*$/s, "")];
  if (text !== undefined) return void response.end(text);
  const file = await fileFor(mount?.dir ?? root, below);
  if (!file) return fail(response, 404);
  response.setHeader("Content-Type", TYPES[path.extname(file.path)] ?? "application/octet-stream");
  response.setHeader("Content-Length", file.size);
  // A rebuilt page must not come from the cache.
  response.setHeader("Cache-Control", "no-cache");
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(file.path), response);
}

/** @returns the file for the URL, with symbolic links resolved; `undefined` if there is none in the folder */
async function fileFor(root: string, url: string): Promise<{ path: string; size: number } | undefined> {
  try {
    const name = decodeURIComponent(url.replace(/[?#].*$/s, ""));
    let file = await realpath(path.join(root, name));
    if ((await stat(file)).isDirectory()) file = await realpath(path.join(file, "index.html"));
    const { size } = await stat(file);
    return file.startsWith(root + path.sep) ? { path: file, size } : undefined;
  } catch {
    // A browser gets the same for a missing file, a malformed escape and a NUL in the name.
    return undefined;
  }
}

function fail(response: ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Type": "text/plain" }).end(`${status}\n`);
}
