import type { TestBrowser } from "../browser/browsers.ts";
import { type InspectorPage, openInspector, WHOLE_LIST } from "../inspector/inspector-page.ts";
import type { CallStage } from "./call-stage.ts";
import { type OpenCall, openCall } from "./open-call.ts";

/** A call from its first message to its last, with the inspector open the whole time. */
export interface RecordedCall {
  inspector: InspectorPage;
  opened: OpenCall;
}

/**
 * Opens the inspector, then a call on a host that knows nothing of delayed events. Leaves the call after some restarts.
 * @param options.restarts how many restarts are answered before that
 * @param options.during called before the call is left
 */
export async function recordCall(
  browser: TestBrowser,
  stage: CallStage,
  {
    restarts,
    during = async () => {},
  }: { restarts: number; during?: (recorded: RecordedCall) => Promise<void> },
): Promise<RecordedCall> {
  const inspector = await openInspector(browser, { height: WHOLE_LIST });
  const opened = await openCall(browser, stage);
  await opened.untilJoined();
  await opened.untilRestarts(restarts);
  await during({ inspector, opened });
  await opened.hangUp();
  await opened.untilSent();
  return { inspector, opened };
}
