import assert from "node:assert/strict";

/** `while-open.ts` in its own page; the test tells it when the page is shown and hidden. */
async function page() {
  const window = new EventTarget();
  const { addEventListener } = globalThis;
  globalThis.addEventListener = window.addEventListener.bind(window);
  try {
    const made: typeof import("../../../ui/while-open.ts") = await import(
      `../../../ui/while-open.ts?page=${pages++}`
    );
    return { ...made, tell: (type: string) => window.dispatchEvent(new Event(type)) };
  } finally {
    globalThis.addEventListener = addEventListener;
  }
}
let pages = 0;

describe("a page's request", () => {
  it("is passed on at once while the page is open, and gets its answer", async () => {
    const { whileOpen } = await page();
    const asked: string[] = [];
    const answer = whileOpen(async (word: string) => asked.push(word))("hello");
    assert.deepEqual(asked, ["hello"]);
    assert.equal(await answer, 1);
  });

  it("rejects without being sent once the page is closing", async () => {
    const { tell, whileOpen } = await page();
    let asked = 0;
    const ask = whileOpen(async () => {
      asked += 1;
    });
    tell("pagehide");
    await assert.rejects(ask(), /closing/);
    assert.equal(asked, 0);
  });

  it("is sent again if the user returns to the page", async () => {
    const { tell, whileOpen } = await page();
    tell("pagehide");
    tell("pageshow");
    assert.equal(await whileOpen(async () => "answer")(), "answer");
  });

  it("rejects if the browser throws", async () => {
    const { whileOpen } = await page();
    const ask = whileOpen(() => {
      throw new Error("cannot send at the moment");
    });
    await assert.rejects(ask(), /cannot send/);
  });
});

describe("a page's listener", () => {
  it("is called while the page is open", async () => {
    const { heardWhileOpen } = await page();
    const heard: string[] = [];
    heardWhileOpen((word: string) => heard.push(word))("hello");
    assert.deepEqual(heard, ["hello"]);
  });

  it("is not called once the page is closing", async () => {
    const { heardWhileOpen, tell } = await page();
    const heard: string[] = [];
    const listener = heardWhileOpen((word: string) => heard.push(word));
    tell("pagehide");
    listener("the port has closed");
    assert.deepEqual(heard, []);
  });

  it("gets the missed messages, once and in order, if the user returns to the page", async () => {
    const { heardWhileOpen, tell } = await page();
    const heard: string[] = [];
    const listener = heardWhileOpen((word: string) => heard.push(word));
    tell("pagehide");
    listener("first");
    listener("second");
    tell("pageshow");
    tell("pageshow");
    assert.deepEqual(heard, ["first", "second"]);
  });
});
