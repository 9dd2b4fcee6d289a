import assert from "node:assert/strict";
import { readPreset } from "../../../../src/background/preset.ts";
import { createSettings } from "../../../../src/background/settings.ts";
import { createEncryption } from "../../../../src/background/widgets/encryption.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";

const message: DelayedSend = { type: "m.room.message", content: {}, delay: 1 };

/** A homeserver that says whether each room is encrypted, and the requests that it got. */
function homeserver(says: (roomId: string) => boolean | Error) {
  const asked: string[] = [];
  const isEncrypted = async (roomId: string) => {
    asked.push(roomId);
    const said = says(roomId);
    if (said instanceof Error) throw said;
    return said;
  };
  return { asked, session: aSession({ isEncrypted }) };
}
const saying = (said: boolean | Error) => homeserver(() => said).session;

function newEncryption(store = memoryStore()) {
  const settings = createSettings(store, { get: async () => readPreset({}) }, () => {});
  return { settings, ...createEncryption(settings) };
}

describe("a message that cannot be encrypted", () => {
  it("is refused in an encrypted room, until the user has allowed it", async () => {
    const { requireClear, settings } = newEncryption();
    await assert.rejects(requireClear(message, "!r", saying(true)), /encrypted room/);
    await settings.setUnencrypted(true);
    await requireClear(message, "!r", saying(true));
    await settings.setUnencrypted(false);
    await assert.rejects(requireClear(message, "!r", saying(true)), /encrypted room/);
  });

  it("is accepted in an unencrypted room", async () => {
    await newEncryption().requireClear(message, "!r", saying(false));
  });

  it("is refused if it is not known whether the room is encrypted", async () => {
    const { requireClear } = newEncryption();
    await assert.rejects(requireClear(message, "!r", saying(new Error("no answer"))), /no answer/);
  });

  it("is refused if the user's stored choice is invalid", async () => {
    for (const stored of ["true", 1, {}, null]) {
      const store = memoryStore();
      await store.set("unencrypted", stored);
      await assert.rejects(newEncryption(store).requireClear(message, "!r", saying(true)), /encrypted room/);
    }
  });

  it("is not a call membership or state event, which every client sends unencrypted", async () => {
    const { requireClear } = newEncryption();
    const { asked, session } = homeserver(() => true);
    await requireClear({ ...message, type: "m.rtc.member" }, "!r", session);
    await requireClear({ ...message, stateKey: "" }, "!r", session);
    assert.deepEqual(asked, []);
  });
});

describe("a room", () => {
  it("is looked up once if it is encrypted, because that never changes", async () => {
    const { requireClear } = newEncryption();
    const { asked, session } = homeserver((room) => room === "!r" && asked.length < 2);
    for (let times = 0; times < 3; times += 1)
      await assert.rejects(requireClear(message, "!r", session), /encrypted room/);
    assert.deepEqual(asked, ["!r"]);
  });

  it("is looked up each time while it is not encrypted, because anybody may encrypt it at any time", async () => {
    const { requireClear } = newEncryption();
    const { asked, session } = homeserver(() => asked.length > 2);
    await requireClear(message, "!r", session);
    await requireClear(message, "!r", session);
    await assert.rejects(requireClear(message, "!r", session), /encrypted room/);
    assert.deepEqual(asked, ["!r", "!r", "!r"]);
  });

  it("counts as encrypted only for the account and homeserver that said so", async () => {
    const { requireClear } = newEncryption();
    await assert.rejects(requireClear(message, "!r", saying(true)), /encrypted room/);
    const elsewhere = { ...saying(false), baseUrl: "https://other.example" };
    await requireClear(message, "!r", elsewhere);
    await requireClear(message, "!r", { ...saying(false), account: { userId: "@bob:x" } });
    await requireClear(message, "!other", saying(false));
  });

  it("is not forgotten for other accounts' rooms", async () => {
    const { requireClear } = newEncryption();
    const { asked, session } = homeserver(() => true);
    const other = homeserver(() => true).session;
    await assert.rejects(requireClear(message, "!r", session));
    for (let room = 0; room < 500; room += 1)
      await assert.rejects(requireClear(message, `!${room}`, { ...other, account: { userId: "@bob:x" } }));
    await assert.rejects(requireClear(message, "!r", session));
    assert.deepEqual(asked, ["!r"]);
  });
});
