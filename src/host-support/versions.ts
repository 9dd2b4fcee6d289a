import { FEATURES } from "../features/features.ts";
import type { Reply, WidgetRequest } from "../widget-api/message.ts";
import { versionsIn, withVersions } from "../widget-api/versions.ts";

/** @returns a host's answer with the versions of features added to its own; nothing if it has them all, or is none */
export function addVersions(answer: Reply<WidgetRequest>): Reply<WidgetRequest> | undefined {
  const said = versionsIn(answer);
  if (!said) return undefined;
  const lacking = FEATURES.flatMap(({ version }) => version ?? []).filter(
    (version) => !said.includes(version),
  );
  return lacking.length > 0 ? withVersions(answer, lacking) : undefined;
}
