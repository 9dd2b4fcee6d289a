import assert from "node:assert/strict";
import { createSettings } from "../../../../src/background/settings.ts";
import { requireClear } from "../../../../src/background/widgets/encryption.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";

const message: DelayedSend = { type: "m.room.message", content: {}, delay: 1 };
const room = (isEncrypted: boolean | Error) => ({
  isEncrypted: async () => {
    if (isEncrypted instanceof Error) throw isEncrypted;
    return isEncrypted;
  },
});
const settings = (store = memoryStore()) => createSettings(store, () => {});

describe("a message that cannot be encrypted", () => {
  it("is refused in an encrypted room, until the user has allowed it", async () => {
    const store = memoryStore();
    await assert.rejects(requireClear(message, "!r", room(true), settings(store)), /encrypted room/);
    await settings(store).setUnencrypted(true);
    await requireClear(message, "!r", room(true), settings(store));
    await settings(store).setUnencrypted(false);
    await assert.rejects(requireClear(message, "!r", room(true), settings(store)), /encrypted room/);
  });

  it("is accepted in an unencrypted room", async () => {
    await requireClear(message, "!r", room(false), settings());
  });

  it("is refused if it is not known whether the room is encrypted", async () => {
    await assert.rejects(requireClear(message, "!r", room(new Error("no answer")), settings()), /no answer/);
  });

  it("is refused if the stored choice of the user cannot be understood", async () => {
    for (const stored of ["true", 1, {}, null]) {
      const store = memoryStore();
      await store.set("unencrypted", stored);
      await assert.rejects(requireClear(message, "!r", room(true), settings(store)), /encrypted room/);
    }
  });

  it("does not affect calls or state events, which everybody sends unencrypted", async () => {
    const never = room(new Error("It was asked"));
    await requireClear({ ...message, type: "m.rtc.member" }, "!r", never, settings());
    await requireClear({ ...message, stateKey: "" }, "!r", never, settings());
  });
});
