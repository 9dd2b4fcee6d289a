import { isObject, type Reply, type WidgetRequest } from "./message.ts";

/** The action by which a widget asks which versions of the API its host knows (MSC1236). */
export const SUPPORTED_API_VERSIONS = "supported_api_versions";

/** @returns the versions that a host says it knows; nothing if the message is no such answer */
export function versionsIn({ action, response }: Reply<WidgetRequest>): string[] | undefined {
  if (action !== SUPPORTED_API_VERSIONS || !isObject(response)) return undefined;
  const { supported_versions: said } = response;
  return Array.isArray(said) && said.every((each) => typeof each === "string") ? said : undefined;
}

/** @returns a host's answer, with these versions added to its own */
export function withVersions<Answer extends Reply<WidgetRequest>>(answer: Answer, added: string[]): Answer {
  const supported_versions = [...(versionsIn(answer) ?? []), ...added];
  return { ...answer, response: { ...answer.response, supported_versions } };
}
