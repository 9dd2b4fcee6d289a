import { patternOf } from "../site-pattern.ts";
import type { Store } from "../store.ts";

/** The storage key with which a test makes Postdate ask the user anyway. */
const ASK_ANYWAY = "ask for consent";

/** Widgets of a site that the manifest itself grants need no question. The shipped manifest grants no site. */
export async function standingConsent(
  store: Store,
  grantedByManifest: readonly string[],
  client: string,
): Promise<boolean> {
  const pattern = patternOf(client);
  const granted = pattern !== undefined && grantedByManifest.includes(pattern);
  return granted && (await store.get(ASK_ANYWAY)) !== true;
}
