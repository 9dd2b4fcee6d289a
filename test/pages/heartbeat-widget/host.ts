import { MatrixCapabilities, WidgetApi } from "matrix-widget-api";
import type { HeartbeatOptions } from "./options.ts";

/** How long the host has to begin the handshake by itself after the page has loaded (ms). */
const GRACE_MS = 500;

/** Callbacks for the host's messages. */
export interface HostListener {
  /** The host's answer to a request for capabilities; `approved` are all that were ever approved. */
  onApproved(approved: string[]): void;
  /** The room's state events of the requested type, current and new. */
  onState(events: { state_key?: string; content?: Record<string, unknown> }[]): void;
}

/** @returns the capabilities that the widget asks for */
function wantedCapabilities(options: HeartbeatOptions): string[] {
  return [
    // Not `requestCapabilityToSendMessage()`: without a msgtype, that means only messages with an empty msgtype.
    "org.matrix.msc2762.send.event:m.room.message",
    ...(options.kind === "state"
      ? [
          `org.matrix.msc2762.send.state_event:${options.type}#${options.stateKey}`,
          `org.matrix.msc2762.receive.state_event:${options.type}`,
        ]
      : options.type === "m.room.message"
        ? []
        : [`org.matrix.msc2762.send.event:${options.type}`]),
    ...delayedCapabilities(options),
    ...(options.room ? [`org.matrix.msc2762.timeline:${options.room}`] : []),
    ...options.extra,
  ];
}

/** @returns the delayed-event capabilities among them */
export function delayedCapabilities({ will }: HeartbeatOptions): string[] {
  return will
    ? [MatrixCapabilities.MSC4157SendDelayedEvent, MatrixCapabilities.MSC4157UpdateDelayedEvent]
    : [];
}

/** Opens the channel to the host, and requests the heartbeat's capabilities. */
export function connect(options: HeartbeatOptions, listener: HostListener): WidgetApi {
  const api = new WidgetApi(options.widgetId, options.hostOrigin);
  api.requestCapabilities(wantedCapabilities(options));

  let handshakeBegun = false;
  api.on("action:capabilities", () => {
    handshakeBegun = true;
  });
  // The answer of every round; the library keeps only the first.
  api.on("action:notify_capabilities", (event: CustomEvent) =>
    listener.onApproved(event.detail.data.approved),
  );
  if (options.takesEvents)
    api.on("action:send_event", (event: CustomEvent) => {
      acknowledge(api, event);
      listener.onState([event.detail.data]);
    });
  api.on("action:update_state", (event: CustomEvent) => {
    acknowledge(api, event);
    listener.onState(event.detail.data.state);
  });
  api.start();

  // A host begins on the iframe's `load` or on `content_loaded`, and the widget cannot tell which. A host that does not
  // wait answers `content_loaded` with an error, and throws at the second one, after a reload. So it gets none.
  // https://github.com/matrix-org/matrix-widget-api/blob/v1.19.0/src/ClientWidgetApi.ts
  window.addEventListener("load", () =>
    setTimeout(() => {
      const isDue = options.loaded === "late" ? !handshakeBegun : options.loaded === "always";
      if (isDue) api.sendContentLoaded().catch(() => undefined);
    }, GRACE_MS),
  );
  return api;
}

function acknowledge(api: WidgetApi, event: CustomEvent): void {
  event.preventDefault();
  api.transport.reply(event.detail, {});
}
