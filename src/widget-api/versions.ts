import type { Reply, WidgetRequest } from "./message.ts";

/** The action by which a widget asks which versions of the API its host knows (MSC1236). */
export const SUPPORTED_API_VERSIONS = "supported_api_versions";

/** @returns the versions that a host lists; nothing if the message is no such answer */
export function versionsIn({ action, response }: Reply<WidgetRequest>): unknown[] | undefined {
  const said = response.supported_versions;
  return action === SUPPORTED_API_VERSIONS && Array.isArray(said) ? said : undefined;
}
