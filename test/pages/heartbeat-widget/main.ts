import "./received.ts";

import type {} from "./handle.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { connect } from "./host.ts";
import { heartbeatOptions } from "./options.ts";
import { rawRequest } from "./raw-request.ts";
import { received } from "./received.ts";
import { initialState } from "./state.ts";
import { show, showFailure } from "./view.tsx";

/** The step in which the remaining time is shown (ms). */
const CLOCK_MS = 200;

const page = document.querySelector("main") ?? document.body;
try {
  if (window.parent === window) throw new Error("This page is a widget. Open it in a Matrix client.");
  begin();
} catch (thrown) {
  showFailure(page, thrown instanceof Error ? thrown.message : String(thrown));
}

function begin(): void {
  const options = heartbeatOptions(location.search);
  const state = initialState();
  const draw = () => show(page, options, state, heartbeat);
  const api = connect(options, {
    onApproved: (approved) => heartbeat.approve(approved),
    onState(events) {
      const own = events.findLast(({ state_key }) => state_key === options.stateKey);
      if (own) state.inRoom = String(own.content?.status ?? "nothing");
      draw();
    },
  });
  const heartbeat = createHeartbeat(api, options, state, draw);
  setInterval(draw, CLOCK_MS);
  draw();

  window.heartbeat = Object.assign(state, {
    received,
    start: heartbeat.start,
    stop: heartbeat.stop,
    sendNow: heartbeat.sendNow,
    cancel: heartbeat.cancel,
    request: (message: unknown, timeoutMs?: number, verbatim?: boolean) =>
      rawRequest(options, message, timeoutMs, verbatim),
  });
}
