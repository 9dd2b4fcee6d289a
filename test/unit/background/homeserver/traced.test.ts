import assert from "node:assert/strict";
import { mock } from "node:test";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import type { HomeserverRequest } from "../../../../src/messaging/traffic.ts";

/** Restarts a delay at a homeserver with this answer. @returns the traced requests */
async function toldOfRestart(answer: () => Promise<Response>): Promise<HomeserverRequest[]> {
  mock.method(globalThis, "fetch", answer);
  const told: HomeserverRequest[] = [];
  const session = { baseUrl: "https://hs.example/base", token: "syt_secret" };
  const homeserver = connect(session, new Map([["update", "path"]]), undefined, (request) =>
    told.push(request),
  );
  await homeserver.update("d1", "restart").catch(() => undefined);
  return told;
}
const PATH = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/d1/restart";

describe("a request to the homeserver that is traced", () => {
  afterEach(() => mock.restoreAll());

  it("is reported with its path, status and duration, and without its token or the homeserver's address", async () => {
    const [request, ...more] = await toldOfRestart(async () => Response.json({}));
    assert.deepEqual(more, []);
    assert.ok(request && request.took >= 0 && request.took < 5_000);
    assert.deepEqual(request, { method: "POST", path: PATH, status: 200, took: request.took });
  });

  it("is reported with its Matrix error if it is refused", async () => {
    const limited = { errcode: "M_LIMIT_EXCEEDED", error: "syt_secret" };
    const [request] = await toldOfRestart(async () => Response.json(limited, { status: 429 }));
    assert.deepEqual([request?.status, request?.errcode], [429, "M_LIMIT_EXCEEDED"]);
    assert.doesNotMatch(JSON.stringify(request), /secret/);
  });

  it("is reported without a status if no answer comes", async () => {
    const [request] = await toldOfRestart(() => Promise.reject(new TypeError("Failed to fetch")));
    assert.deepEqual(Object.keys(request ?? {}).sort(), ["method", "path", "took"]);
  });

  it("is reported with its query", async () => {
    mock.method(globalThis, "fetch", async () => Response.json({ chunk: [] }));
    const told: HomeserverRequest[] = [];
    const session = { baseUrl: "https://hs.example", token: "t" };
    const homeserver = connect(session, new Map(), undefined, (request) => told.push(request));
    await homeserver.lastEvents("!r:x", "t").catch(() => undefined);
    assert.match(told[0]?.path ?? "", /^[/]_matrix[/]client[/]v3[/]rooms[/]!r%3Ax[/]messages[?].*dir=b/);
  });
});
