import assert from "node:assert/strict";
import type { DelayView } from "../../../src/messaging/views/delays.ts";
import type { MatrixUser } from "../../environment/homeserver/matrix-user.ts";
import { until } from "../../environment/until.ts";
import type { Measure } from "../table.ts";
import type { Generation } from "./generations.ts";
import { errorOf, LONG, MESSAGE, type Scene, TYPE } from "./scene.ts";

const SOON = 1_000;

/** An event, and the blocker that the popup should show beforehand. */
interface Expected {
  event: object;
  blocker?: DelayView["blocker"];
}

/** How delays end, and how the ledger records that. */
export function endings(given: () => Scene, { ownState, showsDelayId }: Generation, measure: Measure): void {
  const widgets = () => given().in(given().alice);
  const ended = ({ state }: DelayView) => !["pending", "gone", "intended"].includes(state);
  /** Schedules an event, and waits for its blocker, if one is expected, and its end. @returns the view at the end */
  async function end({ event, blocker }: Expected): Promise<DelayView> {
    const doras = await given().in(dora);
    const { delay_id } = await doras.send({ room_id: rooms.open, state_key: "soon", delay: SOON, ...event });
    assert.equal(typeof delay_id, "string");
    if (blocker) await doras.untilView(`its blocker is ${blocker}`, (view) => view.blocker === blocker);
    const view = await doras.untilView("it has ended", ended);
    assert.equal(view.blocker, blocker);
    return view;
  }

  /** Dora's delays end while other tests run, so she has rooms of her own. */
  let dora: MatrixUser;
  const rooms = { open: "", withoutPower: "", bobsAlone: "" };
  const expected = {
    state: () => ({ event: { state_key: "on time" } }),
    message: () => ({ event: { ...MESSAGE, state_key: undefined } }),
    "no power": () => ({ event: { room_id: rooms.withoutPower }, blocker: "no-power" }),
    "not in the room": () => ({ event: { room_id: rooms.bobsAlone }, blocker: "not-in-room" }),
    large: () => ({
      // The content is within the limit above which it would be refused at once. The whole event is too large.
      event: { state_key: "large", content: { large: "x".repeat(65_400) } },
      blocker: "too-large",
    }),
    "a decimal point": () => ({
      event: { state_key: "half", content: { at: 0.5 } },
      blocker: "not-canonical",
    }),
    "half a character": () => ({
      event: { state_key: "broken", content: { text: "\ud83d" } },
      blocker: "not-canonical",
    }),
  } satisfies Record<string, () => Expected>;
  type Name = keyof typeof expected;
  const ends = new Map<Name, Promise<DelayView>>();
  // All delays run at the same time, not one after another.
  before(async () => {
    dora = await given().unlimited();
    rooms.open = await given().aRoom({ [TYPE]: 0 });
    rooms.withoutPower = await given().aRoom();
    for (const room of [rooms.open, rooms.withoutPower]) await dora.join(room);
    rooms.bobsAlone = await given().bob.createRoom();
    for (const name of Object.keys(expected) as Name[]) {
      const ending = end(expected[name]());
      ending.catch(() => {});
      ends.set(name, ending);
    }
  });
  const endOf = async (name: Name) => (await ends.get(name)) as DelayView;

  measure("sent on time: state", "says that a state event was sent on time", async () => {
    const { state, by, error } = await endOf("state");
    assert.deepEqual([state, by, error], ["sent", "time", undefined]);
    const event = (await dora.timeline(rooms.open)).find(({ state_key }) => state_key === "on time");
    const shown = event?.unsigned?.["org.matrix.msc4140.delay_id"] !== undefined;
    assert.equal(shown, showsDelayId);
    return shown ? "sent, shows delay_id" : "sent";
  });

  measure("sent on time: message", "says that a message event was sent on time", async () => {
    const { state, by } = await endOf("message");
    assert.deepEqual([state, by], ["sent", "time"]);
    return "sent";
  });

  measure(
    "no power",
    "predicts that the power level is too low, and then says that the event was dropped",
    async () => {
      const { state } = await endOf("no power");
      assert.equal(state, "dropped");
      assert.equal(await given().bob.state(rooms.withoutPower, TYPE, "soon"), undefined);
      return state;
    },
  );

  measure(
    "not in the room",
    "predicts that the user is not in the room, and then says that the event was dropped",
    async () => {
      const { state } = await endOf("not in the room");
      assert.equal(state, "dropped");
      assert.equal(await given().bob.state(rooms.bobsAlone, TYPE, "soon"), undefined);
      return state;
    },
  );

  measure("65.4 kB", "predicts that an event is too large, and then says that it was dropped", async () => {
    const { state } = await endOf("large");
    assert.equal(state, "dropped");
    assert.equal(await dora.state(rooms.open, TYPE, "large"), undefined);
    return state;
  });

  for (const [name, key] of [
    ["a decimal point", "half"],
    ["half a character", "broken"],
  ] as const)
    measure(
      name,
      `predicts that rooms do not accept ${name}, and then says why the event was dropped`,
      async () => {
        const { state, blocker } = await endOf(name);
        assert.deepEqual([state, blocker], ["dropped", "not-canonical"]);
        assert.equal(await dora.state(rooms.open, TYPE, key), undefined);
        return state;
      },
    );

  measure(
    "own state event",
    "never silently loses a delay that the same user's state event cancels",
    async () => {
      const { alice, room } = given();
      const alices = await widgets();
      const { delay_id } = await alices.send({ state_key: "own" });
      await alice.sendState(room, TYPE, "own", { here: true });
      const isHeld = async () => (await alice.delayedEvents()).some((event) => event.delay_id === delay_id);
      // Synapse answers the sender before it cancels.
      if (ownState === "cancels") await until("it is cancelled", async () => !(await isHeld()));
      const held = await isHeld();
      assert.equal(held, ownState === "leaves it");
      const told = await alices.update(delay_id, "restart");
      if (held) {
        assert.deepEqual(told, {});
        assert.equal((await alices.theView()).state, "pending");
      } else {
        assert.equal(errorOf(told), "404 M_NOT_FOUND");
        const { state, by } = await alices.untilView("it has ended", ended);
        assert.deepEqual([state, by], ["cancelled", "other-state"]);
      }
      return ownState;
    },
  );

  measure("another's state event", "says that another user's state event cancelled it", async () => {
    const { alice, bob, room } = given();
    const alices = await widgets();
    const { delay_id } = await alices.send({ state_key: "other", delay: LONG });
    await bob.sendState(room, TYPE, "other", { taken: true });
    await until("it is cancelled", async () =>
      (await alice.delayedEvents()).every((event) => event.delay_id !== delay_id),
    );
    assert.equal(errorOf(await alices.update(delay_id, "restart")), "404 M_NOT_FOUND");
    const { state, by } = await alices.untilView("it has ended", ended);
    assert.deepEqual([state, by], ["cancelled", "other-state"]);
    return "cancels";
  });
}
