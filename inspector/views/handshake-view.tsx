import type { Hands } from "../hands.ts";
import type { InspectorState } from "../state.ts";

/** PLACEHOLDER */
export function HandshakeView(_: { state: InspectorState; hands: Hands }) {
  return <p>Placeholder</p>;
}
