import type { Hands } from "../hands.ts";
import type { InspectorState } from "../state.ts";

/** PLACEHOLDER */
export function ConformanceView(_: { state: InspectorState; hands: Hands }) {
  return <p>Placeholder</p>;
}
