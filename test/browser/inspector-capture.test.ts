import assert from "node:assert/strict";
import type { Captured } from "../../inspector/log/source.ts";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { comeBackFromCache } from "../environment/browser/page-cache.ts";
import { type CapturePage, openCapture } from "../environment/inspector/capture-page.ts";
import { tabOf } from "../environment/popup/popup-page.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** A request that the host answers with an error, without the background. */
const UNKNOWN = "com.example.unknown";
const LAZY = "kind=message&delay=600000&interval=3600000";
/** Outlasts a test (ms): the client's own requests, such as its next sync, would wake the worker. */
const QUIET = { widgetQuery: LAZY, still: "1" };

type Entry = Extract<Captured, { is: "entry" }>;
const isEntry = (captured: Captured): captured is Entry => captured.is === "entry";

/** @returns the properties of an entry's message */
function about({ entry }: Entry): {
  action?: string;
  requestId?: string;
  answered?: boolean;
  hasPayload: boolean;
} {
  if ("head" in entry) return { ...entry.head, hasPayload: false };
  if (!("message" in entry)) return { hasPayload: false };
  const { action, requestId, response } = entry.message as Record<string, string>;
  return { action, requestId, answered: response !== undefined, hasPayload: true };
}

describe(`an inspector's capture, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: QUIET });
  let tab: number;
  let capture: CapturePage;
  let lasts = 0;

  before(async () => {
    await scene.client.untilHeartbeat("the handshake is over", ({ phase }) => phase === "ready");
    tab = await tabOf(scene.browser, scene.client.page);
  });

  const isOfHost = ({ source }: Entry) => source.origin === scene.stage.clientOrigin;
  const isOfWidget = ({ source }: Entry) => source.origin === scene.stage.widgetOrigin;

  /** Makes the widget send its host this many unknown requests, one after another. */
  const askOften = (times: number) =>
    evaluate(
      scene.client.widget(),
      async (action, count) => {
        for (let left = count; left > 0; left -= 1) await window.heartbeat.request({ action }, 10_000);
      },
      UNKNOWN,
      times,
    );

  /** Waits until both frames have reported every message so far. @returns how many entries were captured by then */
  async function toldSoFar(): Promise<number> {
    const requestId = `last-${++lasts}`;
    await evaluate(
      scene.client.widget(),
      (action, id) => window.heartbeat.request({ action, requestId: id }, 10_000).then(() => undefined),
      UNKNOWN,
      requestId,
    );
    await capture.until("both frames have reported the last message", (captured) => {
      const last = captured.filter(isEntry).filter((each) => about(each).requestId === requestId);
      return last.some(isOfHost) && last.some(isOfWidget);
    });
    return (await capture.captured()).length;
  }

  /** Stops the worker, and again if a request under way has woken it. */
  const stopWorker = () =>
    until("the worker is dead", async () => {
      await scene.browser.killWorker();
      return !(await scene.browser.isBackgroundRunning());
    });

  const registered = () =>
    scene.browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      return (await scripting.getRegisteredContentScripts()).map(({ id }) => id);
    });

  /** @returns whether any frame of a tab reports to an inspector */
  const isWatched = (tabId: number) =>
    scene.browser.evaluateInBackground(async (id) => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      const results = await scripting.executeScript({
        target: { tabId: id, allFrames: true },
        func: () => (globalThis as { postdateWatcher?: unknown }).postdateWatcher !== undefined,
      });
      return results.some(({ result }) => result === true);
    }, tabId);

  it("is nothing while no inspector is open: no frame connects, and no worker wakes", async () => {
    await stopWorker();
    await askOften(20);
    assert.equal(await scene.browser.isBackgroundRunning(), false);
    assert.ok(!(await registered()).includes("inspected"));
  });

  it("is only the heads of the messages before it was opened, and how many were dropped", async () => {
    await askOften(250);
    capture = await openCapture(scene.browser, tab);
    // Facts that stay true are reported although their messages were dropped, and come last.
    await capture.until("both frames have reported", (captured) => {
      const linked = captured.filter(isEntry).filter(({ entry }) => entry.is === "linked");
      return linked.some(isOfHost) && linked.some(isOfWidget);
    });
    for (const isOfEnd of [isOfHost, isOfWidget]) {
      const entries = await capture.entries(isOfEnd);
      const asked = entries.filter((each) => about(each).action === UNKNOWN);
      assert.ok(asked.length >= 190 && asked.length <= 200, `${asked.length}`);
      assert.ok(entries.every((each) => !about(each).hasPayload));
      assert.ok((entries[0]?.number ?? 0) > 50);
    }
    assert.ok((await capture.counts()).fellOut > 100);
  });

  it("is every later message, with its payload, in the order of both frames", async () => {
    const before = await toldSoFar();
    await askOften(1);
    await capture.until("both ends have told", (captured) => captured.length >= before + 2);
    const entries = (await capture.captured()).slice(before).filter(isEntry);
    const seen = entries.map((each) => [isOfHost(each), about(each).answered, about(each).hasPayload]);
    assert.deepEqual(seen.sort(), [
      [false, true, true],
      [true, false, true],
    ]);
  });

  it("goes on while the worker is dead, and does not wake it", async () => {
    await stopWorker();
    const before = await toldSoFar();
    await askOften(3);
    await capture.until("it was told", (captured) => captured.length >= before + 6);
    assert.equal(await scene.browser.isBackgroundRunning(), false);
  });

  it("is the whole handshake of a page that loads later, from its first message on", async () => {
    const before = await toldSoFar();
    await scene.client.page.reload();
    await scene.client.page.evaluate(() => window.testClient.ready);
    await scene.client.untilHeartbeat("the handshake is over", ({ phase }) => phase === "ready");
    await capture.until("both frames have reported the end of the handshake", (captured) => {
      const last = captured
        .slice(before)
        .filter(isEntry)
        .filter((each) => about(each).action === "notify_capabilities");
      return last.some(isOfHost) && last.some(isOfWidget);
    });
    await capture.until("the previous page is gone", (captured) =>
      captured.slice(before).some(({ is }) => is === "gone"),
    );
    const since = (await capture.captured()).slice(before);
    for (const isOfEnd of [isOfHost, isOfWidget]) {
      const entries = since.filter(isEntry).filter(isOfEnd);
      assert.deepEqual(
        entries.map(({ number }) => number),
        [...entries.keys()],
      );
      for (const is of ["heard", "linked"])
        assert.ok(
          entries.some(({ entry }) => entry.is === is),
          is,
        );
      assert.ok(entries.every(({ entry }) => !("head" in entry)));
      assert.ok(entries.some((each) => about(each).action === "capabilities"));
    }
    const probed = since.filter(isEntry).find(({ entry }) => entry.is === "probed");
    assert.ok(probed && isOfWidget(probed));
  });

  it("is Postdate's work: the request kept from the host, its reply, the homeserver's answer, and no token", async () => {
    const before = await toldSoFar();
    const data = { type: "m.room.message", content: { msgtype: "m.text", body: "later" }, delay: 600_000 };
    const { response } = (await scene.client.ask({ action: "send_event", data })) as {
      response: { delay_id: string };
    };
    assert.ok(response.delay_id, JSON.stringify(response));
    await scene.stage.aliceElsewhere.cancel(response.delay_id);
    await capture.until("both ends have told", (captured) => captured.length >= before + 4);
    const since = (await capture.captured()).slice(before).filter(isEntry);
    const told = (isOfEnd: typeof isOfHost) =>
      since.filter(isOfEnd).map(({ entry }) => [entry.is, "kept" in entry && entry.kept]);
    assert.deepEqual(told(isOfHost), [
      ["heard", true],
      ["performed", false],
      ["posted", false],
    ]);
    assert.deepEqual(told(isOfWidget), [["heard", false]]);
    const performed = since.flatMap(({ entry }) => (entry.is === "performed" ? entry.requests : []));
    // The homeserver may not understand the first form of the request.
    const sent = performed.findLast(({ method }) => ["PUT", "POST"].includes(method));
    assert.match(sent?.path ?? "", /^[/]_matrix[/]client[/].*[/]m[.]room[.]message[/]/);
    assert.equal(sent?.status, 200);
    assert.doesNotMatch(JSON.stringify(since), /syt_|access_token|Bearer/);
  });

  it("includes a request that the user sends again: it is answered, and the widget never gets the reply", async () => {
    const [widget] = (await capture.entries(isOfWidget)).slice(-1);
    assert.ok(widget);
    const before = await toldSoFar();
    const heardBefore = await scene.client.heartbeat(({ received }) => received.length);
    const data = { type: "m.room.message", content: { msgtype: "m.text", body: "again" }, delay: 600_000 };
    const request = { api: "fromWidget", widgetId: "heartbeat", action: "send_event", data };
    const requestId = await capture.sendAgain(widget.source.documentId, request);
    assert.match(requestId ?? "", /^postdate-sent-/);
    await capture.until(
      "both ends have told",
      (captured) =>
        captured.slice(before).filter((each) => isEntry(each) && about(each).requestId === requestId)
          .length >= 4,
    );
    const since = (await capture.captured()).slice(before).filter(isEntry);
    assert.deepEqual(
      since
        .filter((each) => about(each).requestId === requestId)
        .map((each) => [isOfHost(each), each.entry.is, "kept" in each.entry && each.entry.kept])
        .sort(),
      [
        [false, "heard", true],
        [false, "posted", false],
        [true, "heard", true],
        [true, "posted", false],
      ],
    );
    const [scheduled] = await scene.stage.aliceElsewhere.delayedEvents();
    assert.ok(scheduled, "it was scheduled");
    assert.equal(await scene.client.heartbeat(({ received }) => received.length), heardBefore);
  });

  it("is complete after 10,000 messages", async () => {
    await evaluate(
      scene.client.widget(),
      (action) => {
        for (let index = 0; index < 10_000; index += 1)
          window.parent.postMessage(
            { api: "fromWidget", action, requestId: `flood-${index}`, widgetId: "flood", data: {} },
            "*",
          );
      },
      UNKNOWN,
    );
    const flood = async () =>
      (await capture.entries(isOfHost))
        .flatMap((each) => about(each).requestId ?? [])
        .filter((id) => /^flood/.test(id));
    await until("all have come", async () => (await flood()).length >= 10_000, 40_000);
    assert.deepEqual(
      await flood(),
      [...Array(10_000).keys()].map((index) => `flood-${index}`),
    );
    const { missed, dropped } = await capture.counts();
    assert.deepEqual({ missed, dropped }, { missed: 0, dropped: 0 });
  });

  it("is only its own tab's messages, also while an inspector of another tab opens and closes", async () => {
    const other = await scene.openClient(QUIET);
    const otherTab = await tabOf(scene.browser, other.page);
    const second = await openCapture(scene.browser, otherTab);
    const isOfTab = (id: number) => (each: Captured) => each.source.tabId === id;
    await second.until("its frames have reported", (captured) => captured.some(isOfTab(otherTab)));
    const third = await openCapture(scene.browser, tab);
    await askOften(1);
    await third.until("both frames have reported the newest message", (captured) => captured.length >= 2);
    await third.page.close();
    const before = await toldSoFar();
    await askOften(2);
    await capture.until(
      "both frames have reported the first message",
      (captured) => captured.length >= before + 4,
    );
    assert.ok((await capture.captured()).every(isOfTab(tab)));
    assert.ok((await second.captured()).every(isOfTab(otherTab)));
    assert.ok(!(await capture.captured()).slice(before).some(({ is }) => is === "gone"));
    assert.equal((await capture.counts()).missed, 0);
    await second.page.close();
    await other.page.close();
  });

  it("continues in a page that comes back from the back/forward cache", async () => {
    // Puppeteer does not find the frames of a page that was in the cache.
    const { page } = await scene.openClient(QUIET);
    const its = await openCapture(scene.browser, await tabOf(scene.browser, page));
    await comeBackFromCache(
      page,
      `${scene.stage.clientOrigin}/hasty/blank.html`.replace("localhost", "127.0.0.1"),
    );
    const before = (await its.captured()).length;
    await evaluate(page, () => window.testClient.reloadWidget());
    await its.until("both frames have reported another handshake", (captured) => {
      const last = captured
        .slice(before)
        .filter(isEntry)
        .filter((each) => about(each).action === "notify_capabilities");
      return last.some(isOfHost) && last.some(isOfWidget);
    });
    await its.page.close();
    await page.close();
  });

  it("ends when the inspector is closed: new pages do not get its script, and wake no worker", async () => {
    assert.ok((await registered()).includes("inspected"));
    await capture.page.close();
    await until("the script is gone", async () => !(await registered()).includes("inspected"));
    await until("no frame reports any more", async () => !(await isWatched(tab)));
    await stopWorker();
    await askOften(20);
    assert.equal(await scene.browser.isBackgroundRunning(), false);
  });
});
