import { FEATURES } from "../features/features.ts";
import { type Reply, replyTo, type WidgetRequest } from "../widget-api/message.ts";
import { versionsIn } from "../widget-api/versions.ts";

/**
 * @returns a host's list of versions, with those of our features added; nothing if none is missing, or it is no list
 */
export function addVersions(answer: Reply<WidgetRequest>): Reply<WidgetRequest> | undefined {
  const said = versionsIn(answer);
  const lacking = FEATURES.flatMap(({ version = [] }) => version).filter(
    (version) => !said?.includes(version),
  );
  return said && lacking.length > 0
    ? replyTo(answer, { ...answer.response, supported_versions: [...said, ...lacking] })
    : undefined;
}
