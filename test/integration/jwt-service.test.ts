import assert from "node:assert/strict";
import { brokenMedia } from "../environment/call/broken-media.ts";
import { type JwtService, startJwtService } from "../environment/call/jwt-service.ts";
import type { MediaServer } from "../environment/call/media-server.ts";
import { logIn, type MatrixUser } from "../environment/homeserver/matrix-user.ts";
import { type Synapse, startSynapse } from "../environment/homeserver/synapse.ts";

describe("the service that issues tokens for the media server", function () {
  this.timeout(120_000);
  let synapse: Synapse;
  let alice: MatrixUser;
  let media: MediaServer;
  let jwt: JwtService;
  before(async () => {
    synapse = await startSynapse();
    const { userId, password } = await synapse.registerUser("alice");
    alice = await logIn(synapse.baseUrl, userId, password);
    media = await brokenMedia("silent");
    jwt = await startJwtService(media, { homeserver: () => synapse.baseUrl });
  });
  after(async () => {
    await jwt?.close();
    await media?.close();
    await synapse?.stop();
  });

  const ask = (path: string, body: unknown) =>
    fetch(jwt.url + path, { method: "POST", body: JSON.stringify(body) });

  /** @returns a token from the homeserver that proves Alice's identity */
  async function openId(): Promise<{ access_token: string }> {
    const path = `${synapse.baseUrl}/_matrix/client/v3/user/${encodeURIComponent(alice.userId)}/openid/request_token`;
    const headers = { Authorization: `Bearer ${alice.accessToken}` };
    return (await (await fetch(path, { method: "POST", headers, body: "{}" })).json()) as never;
  }

  it("names the media server, and the user whom the homeserver confirms", async () => {
    const answer = await ask("/sfu/get", { room: "!r", openid_token: await openId(), device_id: "DEVICE" });
    const { url, jwt: token } = (await answer.json()) as { url: string; jwt: string };
    assert.equal(url, media.url);
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    assert.equal(claims.sub, `${alice.userId}:DEVICE`);
    assert.equal(claims.video.room, "!r");
  });

  it("gives no token to a user unknown to the homeserver, or for an empty request", async () => {
    const openid_token = { access_token: "invented", matrix_server_name: "localhost" };
    assert.equal((await ask("/sfu/get", { room: "!r", openid_token, device_id: "DEVICE" })).status, 401);
    assert.equal((await ask("/sfu/get", {})).status, 400);
  });

  it("does not offer to restart delays by default, and accepts none", async () => {
    assert.equal((await ask("/delegate_delayed_leave", {})).status, 404);
    const openid_token = await openId();
    const delay = { delay_id: "D", delay_timeout: 18_000, delay_cs_api_url: synapse.baseUrl };
    const answer = await ask("/sfu/get", { room: "!r", openid_token, device_id: "DEVICE", ...delay });
    assert.deepEqual(await answer.json(), { errcode: "M_BAD_JSON", error: "What is delay_id?" });
    assert.deepEqual(jwt.delegations, []);
  });
});
