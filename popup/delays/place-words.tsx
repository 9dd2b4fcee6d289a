import { text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import { visible } from "../../ui/visible.ts";
import { roomWords } from "../room-words.ts";
import { troubleWords } from "./trouble.ts";

interface PlaceWordsProps {
  delay: DelayView;
  namesAccount: boolean;
  isPending?: boolean;
}

/** A row's second line: any trouble; the room, the widget, and the account if there are several. */
export function PlaceWords({ delay, namesAccount, isPending = false }: PlaceWordsProps) {
  const { room, widget, client, userId, elsewhere, widgetClosed } = delay;
  const trouble = isPending ? troubleWords(delay) : undefined;
  // A sandboxed widget has no origin of its own.
  const from = widget.origin === "null" ? client : widget.origin;
  return (
    <>
      {trouble && (
        <>
          <strong data-testid="trouble">{text(...trouble)}</strong>
          {" · "}
        </>
      )}
      <bdi>{roomWords(room)}</bdi>
      {" · "}
      {elsewhere ? text("notCreatedHere") : <bdi>{hostOfUrl(from)}</bdi>}
      {namesAccount && " · "}
      {namesAccount && <bdi>{visible(userId)}</bdi>}
      {isPending && widgetClosed && ` · ${text("widgetClosed")}`}
    </>
  );
}
