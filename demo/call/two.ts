import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import type { CallStage } from "../../test/environment/call/call-stage.ts";
import { lastWillAfter } from "../../test/environment/call/last-will.ts";
import { untilSoundComes } from "../../test/environment/call/media-server.ts";
import { type OpenCall, openCall } from "../../test/environment/call/open-call.ts";
import { type Demo, startBrowser } from "../demo.ts";
import { expectOf, soon } from "../expectation.ts";
import type { AlicesCall } from "./join.ts";

/** The tracks that each of the two publishes, in LiveKit's terms. */
const KINDS = ["AUDIO", "VIDEO"];

/** A client that supports delayed events itself. */
export const NATIVE = { host: "1.19.0", driver: "native" };

/**
 * Step 5: Bob joins from a client that needs no help. Then Alice's browser dies, and Bob sees in time that she is gone.
 * @returns Bob's browser
 */
export async function dieBesideBob(demo: Demo, stage: CallStage, alices: AlicesCall): Promise<TestBrowser> {
  const { narrator, pictures } = demo;
  const { alice, bobsAccount: bob } = stage;
  narrator.step(5, "Bob joins, and Alice's browser dies");
  const browser = await startBrowser(demo, "bare");
  const his = await openCall(browser, stage, { account: bob, intent: "join_existing", host: NATIVE });
  await expectOf("Bob's Element Call joins the call", his.untilJoined());
  await untilFaces(alices.call, "Alice sees both", [alice.userId, bob.userId]);
  await untilFaces(his, "Bob sees both", [alice.userId, bob.userId]);
  narrator.passed(
    "Bob is in the call, from a client that supports delayed events itself. Each client shows both.",
  );
  await describeMedia(demo, stage, [alices.call, his]);
  await pictures.take(alices.browser, alices.call.page, "alice-sees-bob");
  await pictures.take(browser, his.page, "bob-sees-alice");

  demo.browser?.puppeteer.off("disconnected", demo.loseBrowser);
  const late = await expectOf(
    "Bob sees Alice's last will in time",
    lastWillAfter(stage, stage.room, async () => {
      await alices.browser.kill();
      narrator.note("Alice's browser is killed, so it can tell nobody.");
    }),
  );
  narrator.passed(`Synapse sends her last will ${late} ms after it was due, not four hours later.`);
  await untilFaces(his, "Bob no longer sees Alice", [bob.userId]);
  narrator.passed("Bob's call shows that she is gone.");
  await pictures.take(browser, his.page, "bob-alone");
  return browser;
}

/**
 * Describes the media between the two, from the media server's report; also from the calls' if the server forwards
 * media.
 */
async function describeMedia(
  { narrator }: Demo,
  { media, room }: CallStage,
  calls: OpenCall[],
): Promise<void> {
  const there = await soon(
    `${media.name} has sound and video from both`,
    () => media.participants(room),
    (those) =>
      those.length === 2 && those.every(({ tracks }) => KINDS.every((kind) => tracks.includes(kind))),
  );
  for (const { identity, tracks } of there)
    narrator.passed(`The media server has ${identity}: ${tracks.join(" and ").toLowerCase()}.`);
  const { packetsOut } = media;
  if (!packetsOut)
    return narrator.note("It does not forward them: each sees only a letter instead of the other.");
  for (const call of calls)
    await soon("neither waits for the other's media", call.waitsForMedia, (waits) => !waits);
  await expectOf("sound and video reach both", untilSoundComes(media, packetsOut));
  narrator.passed("It forwards them: each sees and hears the other.");
}

function untilFaces(call: OpenCall, expected: string, wanted: string[]) {
  return soon(expected, call.faces, (faces) => String(faces) === String(wanted));
}
