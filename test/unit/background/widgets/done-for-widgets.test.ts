import assert from "node:assert/strict";
import type { RequestContext } from "../../../../src/background/delays/scheduling.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import { createEncryption } from "../../../../src/background/widgets/encryption.ts";
import { driverFor } from "../../../../src/background/widgets/widget-driver.ts";
import type { Widget } from "../../../../src/background/widgets/widget-load.ts";
import { aSession } from "../sessions/a-session.ts";

const client = "https://client.example";
const message = { type: "m.room.message", content: {}, delay: 1_000 };

interface Scene {
  session?: Session | undefined;
  hasFailed?: boolean;
  /** What the page shows. */
  page?: string;
  encrypted?: boolean | Error;
  /** How long the widget still waits (ms). */
  left?: number;
  /** Whether the user allows unencrypted messages in encrypted rooms. */
  unencrypted?: boolean;
}

/** A driver for a widget in a client; `done` lists its actions. */
function driver(scene: Scene = {}) {
  const {
    hasFailed = false,
    page = `${client}/#/room/!shown:x`,
    encrypted = false,
    unencrypted = false,
    left = 9_000,
  } = scene;
  const done: unknown[] = [];
  const homeserver = {
    widgetPlaces: async () => [],
    async isEncrypted() {
      if (encrypted instanceof Error) throw encrypted;
      return encrypted;
    },
  };
  const doing =
    (what: string) =>
    async ({ session, widget }: { session: Session; widget: object }, ...asked: unknown[]) => {
      await (asked[2] as RequestContext | undefined)?.allowed;
      done.push([what, session.account.userId, widget, asked[0]]);
      return "d1";
    };
  const {
    schedule,
    roomFor,
    request,
    update,
    homeserver: connection,
  } = driverFor(
    {
      widget: {
        id: "w",
        origin: "https://widget.example",
        client,
        embedding: { ids: [], page },
      } as never as Widget,
      session: "session" in scene ? scene.session : aSession(homeserver),
      rights: {} as never,
      context: { id: "1", deadline: left },
      hasFailed,
    },
    {
      scheduling: { schedule: doing("schedule") },
      delays: { scheduleOnce: doing("schedule once"), update: doing("update") },
      encryption: createEncryption({ unencrypted: async () => unencrypted }),
      now: () => 0,
    } as never,
  );
  return { done, schedule, roomFor, request, update, homeserver, connection };
}
const widget = { id: "w", origin: "https://widget.example" };

describe("an action performed for a widget", () => {
  it("is performed for the widget, as its account, in the room that it names", async () => {
    const { done, schedule, update } = driver();
    assert.deepEqual(await schedule({ ...message, roomId: "!named:x" }), {
      roomId: "!named:x",
      delayId: "d1",
    });
    await update("d1", "cancel");
    assert.deepEqual(done, [
      ["schedule", "@alice:x", widget, "!named:x"],
      ["update", "@alice:x", widget, "d1"],
    ]);
  });

  it("is performed in the room that is found if the widget names none", async () => {
    assert.equal((await driver().schedule(message)).roomId, "!shown:x");
  });

  it("is looked up at the homeserver first if its host has failed at it", async () => {
    const { done, schedule } = driver({ hasFailed: true });
    await schedule(message);
    assert.deepEqual(done, [["schedule once", "@alice:x", widget, "!shown:x"]]);
  });

  for (const [what, scene] of [
    ["no room is found", { page: client }],
    ["no session of its client has been seen", { session: undefined }],
    ["the room is encrypted, and the event is a message", { encrypted: true }],
    ["it is unknown whether the room is encrypted", { encrypted: new Error("no answer") }],
  ] as const)
    it(`is refused if ${what}`, async () => {
      const { done, schedule } = driver(scene);
      await assert.rejects(schedule(message));
      assert.deepEqual(done, []);
    });

  it("may ask the homeserver of the widget's account, or none if no session has been seen", () => {
    const { connection, homeserver } = driver();
    assert.equal(connection(), homeserver);
    assert.throws(driver({ session: undefined }).connection, /No session/);
  });

  it("cannot be an update without a session", async () => {
    const { done, update } = driver({ session: undefined });
    await assert.rejects(update("d1", "restart"));
    assert.deepEqual(done, []);
  });

  it("may be a message in an encrypted room if the user allows that", async () => {
    const { done, schedule } = driver({ encrypted: true, unencrypted: true });
    await schedule(message);
    assert.equal(done.length, 1);
  });
});

describe("the room of an event that is sent for a widget", () => {
  const event = { type: "m.room.message" };

  it("is the one that the widget names, or the one that is found", async () => {
    assert.equal(await driver().roomFor({ ...event, roomId: "!named:x" }), "!named:x");
    assert.equal(await driver().roomFor(event), "!shown:x");
  });

  for (const [what, scene, error] of [
    ["the room is encrypted", { encrypted: true }, /Cannot send room events in an encrypted room/],
    ["it is unknown whether the room is encrypted", { encrypted: new Error("no answer") }, /no answer/],
    ["no room is found", { page: client }, /room of widget w/],
    ["no session of its client has been seen", { session: undefined }, /No session/],
  ] as const)
    it(`is none if ${what}`, async () => {
      await assert.rejects(driver(scene).roomFor(event), error);
    });

  it("may be encrypted if the user allows that, and in any case for a call membership", async () => {
    assert.equal(await driver({ encrypted: true, unencrypted: true }).roomFor(event), "!shown:x");
    const member = { type: "org.matrix.msc4143.rtc.member" };
    assert.equal(await driver({ encrypted: true }).roomFor(member), "!shown:x");
  });

  it("comes with the request's id and the time that the widget still waits, at most 10 s", () => {
    const { request } = driver({ left: 900 });
    assert.equal(request.id, "1");
    assert.ok(request.left() > 800 && request.left() <= 900);
    assert.ok(driver({ left: 86_400_000 }).request.left() <= 10_000);
  });
});
