import "./observed.ts";

import { ClientEvent, type MatrixClient } from "matrix-js-sdk";
import { type HeaderFacts, showHeader } from "./header-view.tsx";
import { logIn, syncRoom } from "./login.ts";
import { observed, textOf } from "./observed.ts";
import { sessionOptions, widgetOptions } from "./options.ts";
import { followTimeline } from "./room-timeline.ts";
import type { TestClient } from "./test-client.ts";
import { showTimeline } from "./timeline-view.tsx";
import { manageWidgets, type Widgets } from "./widgets.ts";

const header = part("header");
const timeline = part("#timeline");
const fragment = new URLSearchParams(location.hash.slice(1));

const facts: HeaderFacts = { sync: "logging in" };
const say = (news: Partial<HeaderFacts>) => showHeader(header, Object.assign(facts, news));
let widgets: Widgets | undefined;
let session: MatrixClient | undefined;

const testClient: TestClient = {
  ...observed,
  timeline: [],
  ready: start(),
  addWidget: async (overrides) => allWidgets().add(overrides),
  reloadWidget: (number = 0) => allWidgets().reload(number),
  removeWidget: (number = 0) => allWidgets().remove(number),
  async logOut() {
    if (!session) throw new Error("The client is not logged in");
    await session.logout(true);
  },
};
window.testClient = testClient;
testClient.ready.catch((reason) => {
  observed.errors.push(textOf(reason));
  say({ failure: textOf(reason), sync: "stopped" });
});

async function start(): Promise<void> {
  // The page's object must exist before the code below refers to it.
  await null;
  say({});
  const options = sessionOptions(fragment);
  widgetOptions(fragment);
  say({ homeserver: options.homeserver });
  const { client, rotation } = await logIn(options);
  session = client;
  if (rotation) testClient.rotation = rotation;
  testClient.session = { userId: client.getSafeUserId(), deviceId: client.getDeviceId() ?? "" };
  say({ user: client.getSafeUserId(), sync: "syncing" });
  await showRoom(client, options.room);
  if (options.still) client.stopClient();
  widgets = manageWidgets(part("#mx_PersistedElement_container"), fragment, client, options.room);
  await widgets.add();
}

async function showRoom(client: MatrixClient, roomId: string): Promise<void> {
  client.on(ClientEvent.Sync, (state) => say({ sync: state }));
  const room = await syncRoom(client, roomId);
  const draw = () => showTimeline(timeline, testClient.timeline, client.getSafeUserId());
  testClient.timeline = followTimeline(room, draw);
  draw();
  say({ room: room.name });
}

function allWidgets(): Widgets {
  if (!widgets) throw new Error("The client is not ready");
  return widgets;
}

function part(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}
