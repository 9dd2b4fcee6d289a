import assert from "node:assert/strict";
import type { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { connect } from "../../src/background/homeserver/homeserver.ts";
import { logIn, MatrixUser } from "../environment/homeserver/matrix-user.ts";
import { type Synapse, startSynapse } from "../environment/homeserver/synapse.ts";
import { until } from "../environment/until.ts";
import { type Asker, aBackground, CLIENT } from "./a-background.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
/** How long a refreshable token stays known (ms). */
const TOKEN_LIFE = 6_000;
const TYPE = "com.example.heartbeat.member";

describe("the session that a widget's delays belong to", function () {
  this.timeout(120_000);
  let synapse: Synapse;
  let alice: MatrixUser;
  let bob: MatrixUser;
  let passwords: Record<string, string>;
  let room: string;
  const backgrounds: ReturnType<typeof aBackground>[] = [];

  before(async () => {
    synapse = await startSynapse({
      config: { allow_guest_access: true, refreshable_access_token_lifetime: TOKEN_LIFE },
    });
    const [a, b] = [await synapse.registerUser("alice"), await synapse.registerUser("bob")];
    passwords = { [a.userId]: a.password, [b.userId]: b.password };
    alice = await anotherLogin(a.userId);
    bob = await anotherLogin(b.userId);
    room = await alice.createRoom({
      preset: "public_chat",
      power_level_content_override: { events: { [TYPE]: 0 } },
    });
    await bob.join(room);
  });
  after(() => synapse?.stop());
  afterEach(async () => {
    for (const background of backgrounds.splice(0)) background.stop();
    for (const user of [alice, bob])
      for (const { delay_id } of await user.delayedEvents()) await user.cancel(delay_id);
  });

  const anotherLogin = (userId: string) => logIn(synapse.baseUrl, userId, passwords[userId] ?? "");

  /** A separate browser. Pages of its client have sent requests with these tokens. */
  async function aBrowser(...tokens: string[]) {
    // The check for duplicates would match the same event of another browser.
    const background = aBackground({ alarm: false });
    backgrounds.push(background);
    const seen = (token: string, asker?: Asker) => background.seen(synapse.baseUrl, token, asker);
    for (const token of tokens) await seen(token);
    const schedule = async (data: object = {}, asker: Asker = {}) => {
      const event = { room_id: room, type: TYPE, state_key: "k", content: { gone: true }, delay: 600_000 };
      return (await background.ask("send_event", { ...event, ...data }, asker)) as ActionResponse;
    };
    const update = async (delay_id: unknown, action: string, asker: Asker = {}) =>
      (await background.ask(UPDATE, { delay_id, action }, asker)) as ActionResponse;
    const delays = async () => (await background.overview()).delays;
    return { seen, load: background.load, schedule, update, delays };
  }
  interface ActionResponse {
    delay_id?: string;
    error?: { message: string; matrix_api_error?: { http_status: number; response: { errcode: string } } };
  }
  const errcode = ({ error }: ActionResponse) => error?.matrix_api_error?.response.errcode;
  const held = async (user: MatrixUser) => (await user.delayedEvents()).map(({ delay_id }) => delay_id);

  describe("in a page with two accounts", () => {
    const named = ({ userId }: MatrixUser): Asker => ({
      embedding: { src: `https://widget.example/?userId=${encodeURIComponent(userId)}` },
    });

    it("is that of the account named by the widget's URL", async () => {
      const { schedule } = await aBrowser(alice.accessToken, bob.accessToken);
      const [as, bs] = [await schedule({}, named(alice)), await schedule({}, named(bob))];
      assert.deepEqual([await held(alice), await held(bob)], [[as.delay_id], [bs.delay_id]]);
    });

    it("is otherwise that of the only account in the room", async () => {
      const { schedule } = await aBrowser(alice.accessToken, bob.accessToken);
      const room_id = await bob.createRoom();
      const { delay_id } = await schedule(
        { room_id },
        { embedding: { page: `${CLIENT}/#/room/${room_id}` } },
      );
      assert.deepEqual([await held(alice), await held(bob)], [[], [delay_id]]);
    });

    it("is unknown if both are in the room, even if the user has allowed the widget as the first, and nothing is sent", async () => {
      const { load, schedule } = await aBrowser(bob.accessToken, alice.accessToken);
      const room_id = await alice.createRoom({ preset: "public_chat" });
      const shown: Asker = { embedding: { page: `${CLIENT}/#/room/${room_id}` } };
      const nonce = await load(shown);
      await bob.join(room_id);
      const { error } = await schedule({ room_id }, { ...shown, nonce });
      assert.equal(error?.message, "Error sending event");
      assert.deepEqual([await held(alice), await held(bob)], [[], []]);
    });

    it("is the one that scheduled a delay of the same widget, even if the other has joined the room since", async () => {
      const { load, schedule, update } = await aBrowser(alice.accessToken, bob.accessToken);
      const room_id = await alice.createRoom({ preset: "public_chat" });
      const shown: Asker = { embedding: { page: `${CLIENT}/#/room/${room_id}` } };
      const widget: Asker = { ...shown, nonce: await load(shown) };
      const { delay_id } = await schedule({ room_id }, widget);
      await bob.join(room_id);
      const another: Asker = { ...shown, widget: { id: "w2", origin: "https://widget.example" } };
      assert.notEqual((await update(delay_id, "cancel", another)).error, undefined);
      assert.deepEqual(await held(alice), [delay_id]);
      assert.deepEqual(await update(delay_id, "restart", widget), {});
      assert.deepEqual(await update(delay_id, "cancel", widget), {});
      assert.deepEqual(await held(alice), []);
    });

    it("does not touch the other account's delay", async () => {
      const { schedule, update } = await aBrowser(alice.accessToken, bob.accessToken);
      const { delay_id } = await schedule({}, named(alice));
      for (const action of ["restart", "cancel", "send"])
        assert.equal(errcode(await update(delay_id, action, named(bob))), "M_NOT_FOUND");
      assert.deepEqual(await held(alice), [delay_id]);
      assert.deepEqual(await update(delay_id, "cancel", named(alice)), {});
    });
  });

  describe("in another partition", () => {
    for (const partition of ["private", "firefox-container-2"])
      it(`does not exist for the same client: ${partition}`, async () => {
        const { schedule, update } = await aBrowser(alice.accessToken);
        const { delay_id } = await schedule();
        assert.notEqual((await schedule({ state_key: "other" }, { partition })).error, undefined);
        for (const action of ["restart", "cancel", "send"])
          assert.notEqual((await update(delay_id, action, { partition })).error, undefined);
        assert.deepEqual(await held(alice), [delay_id]);
      });

    it("is the one that was seen there", async () => {
      const { seen, schedule } = await aBrowser(alice.accessToken);
      await seen(bob.accessToken, { partition: "firefox-container-2" });
      const { delay_id } = await schedule({}, { partition: "firefox-container-2" });
      assert.deepEqual([await held(alice), await held(bob)], [[], [delay_id]]);
    });
  });

  it("is not another origin's, even if its page claims the account and names the delay_id", async () => {
    const { seen, schedule, update } = await aBrowser(alice.accessToken);
    const { delay_id } = await schedule();
    const attacker = {
      origin: "https://other.example",
      embedding: {
        src: `https://widget.example/?userId=${alice.userId}`,
        page: `${CLIENT}/#/room/${room}`,
      },
    };
    const attack = async () => {
      assert.notEqual((await schedule({ state_key: "theirs" }, attacker)).error, undefined);
      for (const action of ["restart", "cancel", "send"])
        assert.notEqual((await update(delay_id, action, attacker)).error, undefined);
    };
    await attack();
    await seen(bob.accessToken, attacker);
    await attack();
    assert.deepEqual([await held(alice), await held(bob)], [[delay_id], []]);
  });

  it("exists in each of two clients with the same account, and each can end the other's delay", async () => {
    const second = await anotherLogin(alice.userId);
    const other: Asker = { origin: "https://other.example" };
    const { seen, schedule, update } = await aBrowser(alice.accessToken);
    await seen(second.accessToken, other);
    const [first, others] = [await schedule({ state_key: "1" }), await schedule({ state_key: "2" }, other)];
    assert.deepEqual((await held(alice)).sort(), [first.delay_id, others.delay_id].sort());
    assert.deepEqual(await update(first.delay_id, "cancel", other), {});
    assert.deepEqual(await update(others.delay_id, "cancel"), {});
    assert.deepEqual(await held(alice), []);
  });

  it("schedules equal events of two browsers separately", async () => {
    const second = await anotherLogin(alice.userId);
    const [here, there] = [await aBrowser(alice.accessToken), await aBrowser(second.accessToken)];
    const first = await here.schedule();
    // The homeserver's clock tells them apart, with a resolution of seconds.
    await until("a second has passed", async () => Date.now() - (await startedAt(first.delay_id)) > 2_000);
    const others = await there.schedule();
    assert.notEqual(first.delay_id, others.delay_id);
    assert.deepEqual(await here.update(first.delay_id, "restart"), {});
    assert.deepEqual(await there.update(others.delay_id, "restart"), {});
    assert.equal((await held(alice)).length, 2);
  });
  const startedAt = async (delayId?: string) =>
    (await alice.delayedEvents()).find(({ delay_id }) => delay_id === delayId)?.running_since ?? Date.now();

  describe("that has ended", () => {
    it("is not used for the page's next user, who has other delays", async () => {
      const leaving = await anotherLogin(alice.userId);
      const browser = await aBrowser(leaving.accessToken);
      const { delay_id } = await browser.schedule();
      await leaving.logOut();
      await browser.seen(bob.accessToken);
      const bobs = await browser.schedule({ state_key: "bob's" });
      assert.deepEqual(await held(bob), [bobs.delay_id]);
      assert.equal(errcode(await browser.update(delay_id, "cancel")), "M_NOT_FOUND");
      assert.deepEqual(await held(alice), [delay_id]);
      const listed = (await browser.delays()).map(({ userId, state, hasSession }) => ({
        userId,
        state,
        hasSession,
      }));
      const expected = [
        { userId: alice.userId, state: "pending", hasSession: false },
        { userId: bob.userId, state: "pending", hasSession: true },
      ];
      const sorted = listed.sort((a, b) => a.userId.localeCompare(b.userId));
      assert.deepEqual(sorted, expected);
    });

    it("continues with the client's next token if its token only expired, and the widget does not notice", async () => {
      const { first, next } = await aRotation();
      const { seen, schedule, update } = await aBrowser(first);
      const { delay_id } = await schedule();
      const token = await next();
      const answer = update(delay_id, "cancel");
      await seen(token);
      assert.deepEqual(await answer, {});
    });

    it("still restarts if its token only expired, because an idle client notices only after half a minute", async () => {
      const { first, next } = await aRotation();
      const { seen, schedule, update } = await aBrowser(first);
      const { delay_id } = await schedule();
      const token = await next();
      for (let times = 0; times < 3; times += 1) assert.deepEqual(await update(delay_id, "restart"), {});
      await seen(token);
      assert.deepEqual(await update(delay_id, "cancel"), {});
    });

    it("restarts without its token if that is from MAS, although Synapse does not say that it expired", async () => {
      const { delay_id } = await (await aBrowser(alice.accessToken)).schedule();
      const renewal = { next: async () => undefined, mayBeLate: () => true };
      const restartAs = (token: string) =>
        connect({ baseUrl: synapse.baseUrl, token }, new Map(), renewal).update(String(delay_id), "restart");
      const isRefused = ({ errcode, data }: MatrixError) =>
        errcode === "M_UNKNOWN_TOKEN" && data.soft_logout === false;
      await assert.rejects(restartAs("syt_YWxpY2U_0123456789_abcdef"), isRefused);
      await restartAs("mat_0123456789_abcdef");
    });

    it("makes the widget try again if no next token comes in time, since its client may not have noticed yet", async () => {
      const { first, next } = await aRotation();
      const { schedule, update } = await aBrowser(first);
      const { delay_id } = await schedule();
      await next();
      assert.deepEqual(await update(delay_id, "cancel"), {
        error: { message: "Error updating delayed event" },
      });
    });

    /** Alice's login in a client that refreshes its token. `next` refreshes it, and the first one becomes unknown. */
    async function aRotation() {
      const identifier = { type: "m.id.user", user: alice.userId };
      const password = passwords[alice.userId];
      const body = { type: "m.login.password", identifier, password, refresh_token: true };
      const login = await alice.http.request<Refreshed & { user_id: string; device_id: string }>(
        ...([Method.Post, "/login", {}, body] as const),
      );
      const next = async () => {
        const old = new MatrixUser(synapse.baseUrl, login);
        await until("its token has ended", () =>
          old.delayedEvents().then(
            () => false,
            () => true,
          ),
        );
        const { refresh_token } = login;
        return (await alice.http.request<Refreshed>(Method.Post, "/refresh", {}, { refresh_token }))
          .access_token;
      };
      return { first: login.access_token, next };
    }
    interface Refreshed {
      access_token: string;
      refresh_token: string;
    }
  });

  it("may be a guest's, and schedules, restarts and cancels", async () => {
    await alice.sendState(room, "m.room.guest_access", "", { guest_access: "can_join" });
    const login = await alice.http.request<ConstructorParameters<typeof MatrixUser>[1]>(
      ...([Method.Post, "/register", { kind: "guest" }, {}] as const),
    );
    const guest = new MatrixUser(synapse.baseUrl, login);
    await guest.join(room);
    const { schedule, update } = await aBrowser(guest.accessToken);
    const message = {
      type: "m.room.message",
      state_key: undefined,
      content: { msgtype: "m.text", body: "." },
    };
    const { delay_id } = await schedule(message);
    assert.equal(typeof delay_id, "string");
    assert.deepEqual(await update(delay_id, "restart"), {});
    assert.deepEqual(await update(delay_id, "cancel"), {});
  });

  it("schedules in a room of version 12, whose id has no colon and whose creators outrank its power levels", async () => {
    const room_id = await alice.createRoom({
      room_version: "12",
      preset: "public_chat",
      power_level_content_override: { events: { [TYPE]: 101 } },
    });
    assert.doesNotMatch(room_id, /:/);
    await bob.join(room_id);
    const [as, bs] = [await aBrowser(alice.accessToken), await aBrowser(bob.accessToken)];
    const { delay_id } = await as.schedule({ room_id });
    await bs.schedule({ room_id });
    const blockerOf = async ({ delays }: typeof as) => (await delays())[0]?.blocker;
    await until("the blocker of Bob's delay is known", async () => (await blockerOf(bs)) === "no-power");
    assert.equal(await blockerOf(as), undefined);
    assert.deepEqual(await as.update(delay_id, "send"), {});
    assert.deepEqual(await alice.state(room_id, TYPE, "k"), { gone: true });
  });
});
