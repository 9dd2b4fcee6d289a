import assert from "node:assert/strict";
import { isAtItsOwnServer, isDeviceId, isUserId } from "../../../src/host-support/identifiers.ts";

describe("a user id", () => {
  it("is a localpart and a server name, including historical localparts and IP addresses", () => {
    for (const id of ["@a:x", "@Old_Name!:x.example", "@a/b=+:x", "@ü:x", "@a:1.2.3.4:8448", "@a:[::1]:1"])
      assert.ok(isUserId(id), id);
  });

  it("is nothing else", () => {
    for (const id of [
      "a:x",
      "@a",
      "@:x",
      "@a:",
      "@a b:x",
      "@a\u202e:x",
      "@a:x/y",
      "@a:x y",
      "@a:x:y",
      "!a:x",
      "",
      `@${"a".repeat(254)}:x`,
    ])
      assert.ok(!isUserId(id), id);
  });
});

describe("a device id", () => {
  it("is any text of limited length with only visible characters", () => {
    for (const id of ["ABCDEFGHIJ", "my-phone", "%41"]) assert.ok(isDeviceId(id), id);
    for (const id of ["", "a b", "a\u200b", "x".repeat(513)]) assert.ok(!isDeviceId(id), id);
  });

  it("is not a template variable", () => {
    for (const id of ["$org.matrix.msc3819.matrix_device_id", "%24x", "%2524x"])
      assert.ok(!isDeviceId(id), id);
  });
});

it("an address belongs to a user's own server only by its host, and never by a host that others may own", () => {
  for (const at of ["https://x.example", "https://x.example:8448/path", "https://matrix.x.example"])
    assert.ok(isAtItsOwnServer("@a:X.example:8448", at), at);
  for (const at of [
    "https://evil.x.example",
    "https://x.example.evil",
    "https://evil/x.example",
    "no url",
    "",
  ])
    assert.ok(!isAtItsOwnServer("@a:x.example", at), at);
});
