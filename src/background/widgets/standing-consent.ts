import { patternOf } from "../site-pattern.ts";
import type { Store } from "../store.ts";

/** The storage key with which a test has the user asked all the same. */
const ASK_ANYWAY = "ask for consent";

/** A site that the manifest itself grants has consent for its widgets. The shipped manifest grants none. */
export async function standingConsent(
  store: Store,
  grantedByManifest: readonly string[],
  client: string,
): Promise<boolean> {
  const pattern = patternOf(client);
  const granted = pattern !== undefined && grantedByManifest.includes(pattern);
  return granted && (await store.get(ASK_ANYWAY)) !== true;
}
