import { FEATURES } from "../features/features.ts";
import { type Reply, replyTo, type WidgetRequest } from "../widget-api/message.ts";
import { versionsIn } from "../widget-api/versions.ts";

/** @returns a host's answer with the versions of features added to its own; nothing if it has them all, or is none */
export function addVersions(answer: Reply<WidgetRequest>): Reply<WidgetRequest> | undefined {
  const said = versionsIn(answer);
  const lacking = FEATURES.flatMap(({ version = [] }) => version).filter(
    (version) => !said?.includes(version),
  );
  return said && lacking.length > 0
    ? replyTo(answer, { ...answer.response, supported_versions: [...said, ...lacking] })
    : undefined;
}
