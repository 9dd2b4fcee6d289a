import assert from "node:assert/strict";
import { hostOfPattern, unheardSites } from "../../../inspector/unheard.ts";
import { conversation } from "./fake-rows.ts";

describe("the sites that must be allowed", () => {
  it("are those in whose frames the missing direction would be heard", () => {
    // The host's messages are heard in the widget's frame.
    assert.deepEqual(unheardSites([conversation(1, { unheard: "host" })]), ["https://call.element.io/*"]);
    assert.deepEqual(unheardSites([conversation(1, { unheard: "widget" })]), ["https://app.element.io/*"]);
  });

  it("are none if both directions are heard, if the widget is gone, or if there is no site", () => {
    const conversations = [
      conversation(1),
      conversation(2, { unheard: "host", ended: 7 }),
      conversation(3, { unheard: "host", widget: { origin: "null" } }),
      conversation(4, { unheard: "host", widget: { origin: "" } }),
    ];
    assert.deepEqual(unheardSites(conversations), []);
  });

  it("are named once, without their ports", () => {
    const at = (port: number) =>
      conversation(port, { unheard: "host", widget: { origin: `http://localhost:${port}` } });
    assert.deepEqual(unheardSites([at(8_001), at(8_002)]), ["http://localhost/*"]);
    assert.equal(hostOfPattern("http://localhost/*"), "localhost");
  });
});
