import { isObject } from "../src/widget-api/message.ts";
import { visibleJson } from "../ui/visible.ts";
import type { Row } from "./log/row.ts";
import type { Model } from "./model.ts";
import { payloadOf, widgetName } from "./views/row-words.ts";

/** The part of a request that can be sent again. */
export interface Again {
  action: string;
  data: unknown;
}

/**
 * Sends a request in the name of a document's widget. @throws if the document is gone, or if the user allows no sending
 */
export type Send = (documentId: string, request: Record<string, unknown>) => Promise<void>;

/** Sends captured requests again, edited or not. */
export function createSending(model: Model, send: Send) {
  return {
    /** Says whether a row can be sent again: a live widget's request whose document still exists. */
    canSend({ api, conversation, request }: Row): boolean {
      const { maySend, file } = model.state;
      const { ended, widget } = model.log.conversation(conversation) ?? {};
      const isThere = ended === undefined && widget?.documentId !== undefined;
      return maySend && !file && isThere && api === "fromWidget" && request !== undefined;
    },
    edit(row: Row): void {
      const conversation = model.log.conversation(row.conversation);
      if (!conversation) return;
      const data = payloadOf(row.request)?.data ?? {};
      const json = visibleJson(JSON.stringify({ action: row.action, data }, null, 2));
      model.set({ editing: { conversation: conversation.id, widget: widgetName(conversation), json } });
    },
    stop: () => model.set({ editing: undefined }),
    async send(conversation: number, { action, data }: Again): Promise<void> {
      try {
        const { widget, widgetId } = model.log.conversation(conversation) ?? {};
        if (widget?.documentId === undefined) throw new Error("The widget is gone");
        await send(widget.documentId, {
          api: "fromWidget",
          ...(widgetId !== undefined && { widgetId }),
          action,
          data,
        });
        model.set({ notice: ["inspectSentAgain"] });
      } catch {
        model.set({ notice: ["inspectNotSent"] });
      }
    },
  };
}

/** @returns the request in a text; nothing if the text is none */
export function requestIn(json: string): Again | undefined {
  try {
    const read: unknown = JSON.parse(json);
    if (!isObject(read)) return undefined;
    const { action, data } = read;
    return typeof action === "string" && action !== "" ? { action, data } : undefined;
  } catch {
    return undefined;
  }
}

export type Sending = ReturnType<typeof createSending>;
