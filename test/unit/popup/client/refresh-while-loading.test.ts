import assert from "node:assert/strict";
import { mock } from "node:test";
import { createRefreshWhileLoading } from "../../../../popup/client/refresh-while-loading.ts";

const FOUND = { origin: "https://client.example", homeservers: [], widgets: [] };

describe("refreshing the popup while its page may still be loading", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  function aPopup() {
    const times = { count: 0 };
    const saw = createRefreshWhileLoading(() => {
      times.count += 1;
    });
    return { times, saw };
  }

  for (const diagnosis of [
    "no-session",
    "session-not-yet",
    "session-out-of-sight",
    "no-page",
    "site-off",
  ] as const)
    it(`happens after a second, then at growing intervals, and ends after a quarter of a minute: ${diagnosis}`, () => {
      const { times, saw } = aPopup();
      for (const [place, pause] of [1_000, 2_000, 4_000, 8_000].entries()) {
        saw({ diagnosis, found: FOUND });
        mock.timers.tick(pause - 1);
        assert.equal(times.count, place);
        mock.timers.tick(1);
        assert.equal(times.count, place + 1);
      }
      saw({ diagnosis, found: FOUND });
      mock.timers.tick(600_000);
      assert.equal(times.count, 4);
    });

  it("does not happen once there is a session, whatever else is wrong", () => {
    const { times, saw } = aPopup();
    for (const diagnosis of ["ready", "homeserver-not-granted", "reload-needed", "restarts-lost"] as const)
      saw({ diagnosis, found: FOUND });
    mock.timers.tick(600_000);
    assert.equal(times.count, 0);
  });

  it("does not happen for a site that is off if its page has shown a homeserver", () => {
    const { times, saw } = aPopup();
    saw({ diagnosis: "site-off", found: { ...FOUND, homeservers: ["matrix.example"] } });
    mock.timers.tick(600_000);
    assert.equal(times.count, 0);
  });

  it("happens once, however many overviews come before it, and not at all if one of them is fine", () => {
    const { times, saw } = aPopup();
    for (let count = 0; count < 5; count += 1) saw({ diagnosis: "no-session" });
    mock.timers.tick(1_000);
    assert.equal(times.count, 1);
    saw({ diagnosis: "no-session" });
    saw({ diagnosis: "ready" });
    mock.timers.tick(600_000);
    assert.equal(times.count, 1);
  });

  it("happens while a frame has not loaded, whatever the diagnosis", () => {
    const { times, saw } = aPopup();
    saw({ diagnosis: "ready", isPartial: true });
    mock.timers.tick(1_000);
    assert.equal(times.count, 1);
    saw({ diagnosis: "ready" });
    mock.timers.tick(600_000);
    assert.equal(times.count, 1);
  });

  it("happens after no answer came", () => {
    const { times, saw } = aPopup();
    saw(undefined);
    mock.timers.tick(1_000);
    assert.equal(times.count, 1);
    saw({ diagnosis: "ready" });
    mock.timers.tick(600_000);
    assert.equal(times.count, 1);
  });
});
