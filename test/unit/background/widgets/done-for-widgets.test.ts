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
  /** Whether the user allows unencrypted messages in encrypted rooms. */
  unencrypted?: boolean;
}

/** What Postdate does for a widget in a client, and the outcome. */
function driver(scene: Scene = {}) {
  const {
    hasFailed = false,
    page = `${client}/#/room/!shown:x`,
    encrypted = false,
    unencrypted = false,
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
      context: { id: "1", deadline: 9_000 },
      hasFailed,
    },
    {
      scheduling: { schedule: doing("schedule") },
      delays: { scheduleOnce: doing("schedule once"), update: doing("update") },
      encryption: createEncryption({ unencrypted: async () => unencrypted }),
    } as never,
  );
  return { done, schedule, update, homeserver, connection };
}
const widget = { id: "w", origin: "https://widget.example" };

describe("an action performed for a widget", () => {
  it("is performed in its name, as its account, in the room that it names", async () => {
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

  it("is performed in the room that is found if it names none", async () => {
    assert.equal((await driver().schedule(message)).roomId, "!shown:x");
  });

  it("is searched for at the homeserver first if its host has failed at it", async () => {
    const { done, schedule } = driver({ hasFailed: true });
    await schedule(message);
    assert.deepEqual(done, [["schedule once", "@alice:x", widget, "!shown:x"]]);
  });

  for (const [what, scene] of [
    ["no room is found", { page: client }],
    ["no session of its client has been seen", { session: undefined }],
    ["the room is encrypted, and the event is a message", { encrypted: true }],
    ["nobody can say whether the room is encrypted", { encrypted: new Error("no answer") }],
  ] as const)
    it(`is refused if ${what}`, async () => {
      const { done, schedule } = driver(scene);
      await assert.rejects(schedule(message));
      assert.deepEqual(done, []);
    });

  it("may ask the homeserver of the widget's account, and no homeserver if no session has been seen", () => {
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
