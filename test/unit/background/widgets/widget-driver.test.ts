import assert from "node:assert/strict";
import type { Scheduling } from "../../../../src/background/delays/scheduling.ts";
import { createEncryption } from "../../../../src/background/widgets/encryption.ts";
import { CHECKED_BY_HOST } from "../../../../src/background/widgets/rights.ts";
import { driverFor } from "../../../../src/background/widgets/widget-driver.ts";
import { aSession } from "../sessions/a-session.ts";

const event = { type: "t", stateKey: "k", content: {}, delay: 1 };

/** Schedules as a widget with this id in this room. @returns the rooms for which that was attempted */
async function scheduled({ id = "w", roomId = "!r:x" }) {
  const rooms: string[] = [];
  const scheduling = {
    schedule: async (_by: unknown, room: string) => Boolean(rooms.push(room)),
  } as unknown as Scheduling;
  const driver = driverFor(
    {
      widget: {
        id,
        origin: "https://widget.example",
        embedding: { src: `https://widget.example/?widgetId=${id}`, ids: [], page: "" },
      } as never,
      session: aSession({ widgetPlaces: async () => [roomId], isEncrypted: async () => false }),
      rights: CHECKED_BY_HOST,
      context: { id: "1", deadline: 1 },
      hasFailed: false,
    },
    {
      scheduling,
      delays: {} as never,
      encryption: createEncryption({ unencrypted: async () => false }),
      now: () => 0,
    },
  );
  const failure = await driver.schedule(event).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { rooms, failure };
}

describe("an event that a widget schedules", () => {
  it("goes to the room that lists the widget", async () => {
    assert.deepEqual(await scheduled({}), { rooms: ["!r:x"], failure: undefined });
  });

  it("goes nowhere for a widget whose id is longer than a state key may be", async () => {
    assert.deepEqual((await scheduled({ id: "w".repeat(255) })).rooms, ["!r:x"]);
    assert.deepEqual(await scheduled({ id: "w".repeat(256) }), {
      rooms: [],
      failure: "The widget's id is too long",
    });
  });

  it("goes nowhere for a room whose id is too long, whoever names it", async () => {
    const { rooms, failure } = await scheduled({ roomId: `!${"r".repeat(255)}` });
    assert.deepEqual([rooms, failure], [[], "The room of widget w is not known"]);
  });
});
