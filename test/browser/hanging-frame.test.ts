import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { openToolbarPopup } from "../environment/browser/toolbar-popup.ts";
import { type FaultProxy, startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const NEVER = () => new Promise<void>(() => {});

describe(`the popup over a client with a frame that never finishes loading, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();
  let proxy: FaultProxy;

  before(async () => {
    proxy = scene.closing(await startFaultProxy(scene.stage.widgetOrigin));
    proxy.inject({ path: /\?begun/ }, { kind: "hold-rest", bytes: 200, meanwhile: NEVER });
    proxy.inject({ path: /\?silent/ }, { kind: "silent" });
  });

  const addFrame = (page: Page, src: string) =>
    evaluate(
      page,
      (url: string) => {
        const frame = document.createElement("iframe");
        frame.src = url;
        document.body.append(frame);
      },
      src,
    );

  for (const how of ["begun", "silent"])
    it(`shows that the client is ready even if the frame is ${how}`, async () => {
      const { browser } = scene;
      const client = await scene.openClient({ widgetQuery: "autostart=1&delay=60000&interval=1000" });
      await client.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
      const asked = proxy.requests.length;
      await addFrame(client.page, `${proxy.baseUrl}/widget/widget.html?${how}`);
      await until("the frame has been requested", async () => proxy.requests.length > asked);
      const popup = await openToolbarPopup(browser, client.page);
      await popup.shows('[data-diagnosis="ready"]');
      await popup.close();
      await client.page.close();
    });

  it("shows that the client is ready once the frame has loaded, after one page that hangs and another", async () => {
    const { browser } = scene;
    const client = await scene.openClient({ widgetQuery: "autostart=1&delay=60000&interval=1000" });
    await client.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
    await addFrame(client.page, `${proxy.baseUrl}/widget/widget.html?begun`);
    // Every page is gone again before it has loaded, but for the last.
    await evaluate(client.page, () => {
      const frame = [...document.querySelectorAll("iframe")].at(-1) as HTMLIFrameElement;
      const held = frame.src;
      let times = 0;
      const next = setInterval(() => {
        times += 1;
        frame.src = times < 15 ? `${held}&${times}` : held.replace("begun", "loads");
        if (times === 15) clearInterval(next);
      }, 200);
    });
    const popup = await openToolbarPopup(browser, client.page);
    await popup.shows('[data-diagnosis="ready"]');
    await popup.close();
    await client.page.close();
  });
});
