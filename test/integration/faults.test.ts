import assert from "node:assert/strict";
import type { ProxiedRequest } from "../environment/homeserver/fault-proxy.ts";
import { until } from "../environment/until.ts";
import { ROWS, type Row } from "./faults/rows.ts";
import { aFaultyScene, EVENTS_OF, WITHIN } from "./faults/scene.ts";
import { Table } from "./table.ts";

/**
 * What a widget sees, and what a real Synapse holds, when a single fault occurs between them. Prints a table at the
 * end: what the widget saw, the requests, what Synapse holds, and the time in ms; ✗ marks a violation.
 */
describe("a fault on the way to the homeserver", function () {
  this.timeout(120_000);
  const table = new Table(["schedule state", "schedule message", "restart"]);
  let scene: Awaited<ReturnType<typeof aFaultyScene>>;
  before(async () => {
    scene = await aFaultyScene();
  });
  beforeEach(() => scene.begin());
  after(async () => {
    console.log(table.printed("\nOne fault, and its outcome", "fault"));
    await scene?.given.close();
  });

  async function cell(row: Row, column: string, measured: string, check: () => void): Promise<void> {
    table.set(row.name, column, `✗ ${measured}`);
    check();
    table.set(row.name, column, measured);
  }

  for (const row of ROWS)
    for (const kind of ["state", "message"] as const)
      it(`leaves one delayed ${kind} event that the widget knows of, or none: ${row.name}`, async () => {
        const { given } = scene;
        const event = EVENTS_OF[kind]();
        const undo = given.proxy.inject(scene.isSchedule, row.fault, { times: 1 });
        const { told, seen, ms, requests } = await scene.measured(() => given.send(event), scene.isSchedule);
        undo();
        const held = await given.pending();
        const measured = `${seen === "answer" ? "delay_id" : seen}, ${requests} PUT, holds ${held.length}, ${ms} ms`;
        await cell(row, `schedule ${kind}`, measured, () => {
          assert.equal(seen, row[kind]);
          assert.deepEqual(held, seen === "answer" ? [told?.delay_id] : []);
          assert.ok(ms < WITHIN.schedule, `${ms} ms`);
          // Repeating a message's request is idempotent; a state event's would be another event.
          assert.ok(requests <= (kind === "message" ? 2 : 1), `${requests} requests`);
          if (seen !== "answer") assert.equal(told?.error?.message, "Error sending event");
        });
        await given.background.tick();
        assert.deepEqual(await given.pending(), held);
      });

  for (const row of ROWS)
    it(`leaves a restart either done or to be retried: ${row.name}`, async () => {
      const { given } = scene;
      const delay_id = await given.scheduled();
      const before = await scene.since();
      const undo = given.proxy.inject(scene.isUpdate, row.fault, { times: 1 });
      const { told, seen, ms, requests } = await scene.measured(
        () => given.update(delay_id, "restart"),
        scene.isUpdate,
      );
      undo();
      const after = await scene.since();
      const done = after > before ? "restarted" : "not restarted";
      const measured = `${seen === "answer" ? "{}" : seen}, ${requests} POST, ${done}, ${ms} ms`;
      await cell(row, "restart", measured, () => {
        assert.ok(row.restart.includes(seen), `the widget saw ${seen}`);
        assert.ok(ms < WITHIN.update, `${ms} ms`);
        assert.ok(requests <= 2, `${requests} requests`);
        if (seen === "answer") assert.equal(done, "restarted");
        else assert.match(told?.error?.message ?? "", /updating delayed event/);
        if (seen === 429) assert.equal(requests, 1);
      });
      assert.deepEqual(await given.pending(), [delay_id]);
    });

  for (const [name, headers, retry_after_ms] of [
    ["with", { "retry-after": "3" }, 2_500],
    ["without", {}, undefined],
  ] as const)
    it(`is passed on completely, without a retry, if it is a rate limit ${name} a time`, async () => {
      const { given } = scene;
      const body = {
        errcode: "M_LIMIT_EXCEEDED",
        error: "Too Many Requests",
        ...(retry_after_ms && { retry_after_ms }),
      };
      given.proxy.inject({ method: "PUT" }, { kind: "answer", status: 429, headers, body });
      const { told, requests } = await scene.measured(
        () => given.send(EVENTS_OF.message()),
        scene.isSchedule,
      );
      const { http_status, http_headers, response } = told?.error?.matrix_api_error ?? {};
      assert.deepEqual([http_status, response, requests], [429, body, 1]);
      assert.equal(http_headers?.["retry-after"], (headers as Record<string, string>)["retry-after"]);
    });

  describe("that lasts", () => {
    /** An event that no widget knows of must be cancelled, because no widget would restart it. */
    const untilWithdrawn = () =>
      until("no unclaimed event is left", async () => {
        await scene.given.background.tick();
        return (await scene.given.pending()).length === 0;
      });

    for (const kind of ["state", "message"] as const)
      it(`leaves an unclaimed ${kind} event, which is cancelled when the fault is over`, async () => {
        const { given } = scene;
        const isOfDelays = (request: ProxiedRequest) =>
          scene.isSchedule(request) || request.path.includes("/delayed_events");
        given.proxy.inject(isOfDelays, { kind: "reset-after" });
        const { told, ms } = await scene.measured(() => given.send(EVENTS_OF[kind]()), scene.isSchedule);
        assert.ok(ms < WITHIN.schedule, `${ms} ms`);
        const { http_status, response } = told?.error?.matrix_api_error ?? {};
        assert.equal(told?.error?.message, "Error sending event");
        assert.deepEqual([http_status, response?.errcode], [504, "M_UNKNOWN"]);
        assert.equal((await given.pending()).length, 1);
        given.proxy.clear();
        await untilWithdrawn();
        const [last] = (await given.background.overview()).delays;
        assert.deepEqual([last?.state, last?.by], ["cancelled", "postdate"]);
      });

    it("is reported with the homeserver's own status, at which MatrixRTC retries", async () => {
      const { given } = scene;
      const body = { errcode: "M_UNKNOWN", error: "Internal server error" };
      given.proxy.inject({ method: "PUT" }, { kind: "answer", status: 503, body });
      const { told } = await scene.measured(() => given.send(EVENTS_OF.message()), scene.isSchedule);
      const { http_status, response } = told?.error?.matrix_api_error ?? {};
      assert.deepEqual([http_status, response], [503, body]);
      assert.deepEqual(await given.pending(), []);
    });

    it("leaves a schedule answered in time, even if the homeserver never answers", async () => {
      const { given } = scene;
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      given.proxy.inject(scene.isSchedule, { kind: "hold", meanwhile: () => released });
      const { seen, ms } = await scene.measured(() => given.send(EVENTS_OF.message()), scene.isSchedule);
      assert.deepEqual(seen, 504);
      assert.ok(ms < WITHIN.schedule, `${ms} ms`);
      given.proxy.clear();
      release();
      await untilWithdrawn();
    });

    it("leaves a restart to be retried", async () => {
      const { given } = scene;
      const delay_id = await given.scheduled();
      given.proxy.inject(scene.isUpdate, { kind: "reset-before" });
      const { told, ms } = await scene.measured(() => given.update(delay_id, "restart"), scene.isUpdate);
      assert.deepEqual(told, { error: { message: "Error updating delayed event" } });
      assert.ok(ms < WITHIN.update, `${ms} ms`);
      assert.deepEqual(await given.pending(), [delay_id]);
    });
  });
});
