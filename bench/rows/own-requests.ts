import type { BrowserName, TestBrowser } from "../../test/environment/browser/browsers.ts";
import { type Browsers, openBare } from "../browsers.ts";
import { type Samples, takeTurns } from "../contest.ts";
import { startQuietServer } from "../quiet-server.ts";

/** How many successive requests make one sample, which is their mean. */
const REQUESTS = 30;

/** Measures a request from a client's page to its homeserver, with a token seen before (ms). */
export async function ownRequests(
  name: BrowserName,
  browsers: Browsers,
  rounds: number,
): Promise<Samples<"request">> {
  const server = await startQuietServer();
  const others: TestBrowser[] = [];
  try {
    const open = async (listens: boolean) => {
      const browser = await openBare(name, listens);
      others.push(browser);
      return browser;
    };
    const arm = async (browser: TestBrowser) => {
      const page = await browser.newPage(`http://localhost:${server.port}/`);
      const address = `http://127.0.0.1:${server.port}/_matrix/client/v3/bench`;
      return async () => ({ request: await page.evaluate(requests, address, REQUESTS) });
    };
    const { none, again, off, on } = browsers;
    const arms = {
      none: await arm(none),
      again: await arm(again),
      bare: await arm(await open(false)),
      listening: await arm(await open(true)),
      off: await arm(off),
      on: await arm(on),
    };
    return await takeTurns(["request"], arms, rounds);
  } finally {
    for (const browser of others) await browser.close();
    server.close();
  }
}

/** Runs in the page. */
async function requests(address: string, count: number): Promise<number> {
  const headers = { authorization: "Bearer bench" };
  const begin = performance.now();
  for (let left = count; left > 0; left -= 1) await (await fetch(address, { headers })).text();
  return (performance.now() - begin) / count;
}
