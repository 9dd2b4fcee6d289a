import { type Embedding, within } from "../host-support/embedding.ts";

/** Reads where a widget's iframe sits in this page. */
export function embeddingOf(widget: Window): Embedding {
  const iframe = [...document.querySelectorAll("iframe")].find(
    ({ contentWindow }) => contentWindow === widget,
  );
  const historyRoom: unknown = history.state?.room_id;
  return within({
    ...(iframe && { src: iframe.src }),
    ids: iframe ? idsAround(iframe) : [],
    page: location.href,
    ...(typeof historyRoom === "string" && { historyRoom }),
  });
}

function idsAround(element: Element): string[] {
  const ids: string[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) if (at.id) ids.push(at.id);
  return ids;
}
