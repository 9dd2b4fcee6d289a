import { useState } from "preact/hooks";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import type { Leg, Row, Said } from "../log/row.ts";
import { Changes } from "./changes.tsx";
import { preciseTime } from "./clock.ts";
import { JsonTree } from "./json-tree.tsx";

type Side = "sent" | "delivered" | "changes";

const NAMES = { request: "inspectRequest", reply: "inspectReply", again: "inspectReplyAgain" } as const;
const SIDES: Record<Side, MessageKey> = {
  sent: "inspectSent",
  delivered: "inspectDelivered",
  changes: "inspectChanges",
};

interface HalfProps {
  name: keyof typeof NAMES;
  leg: Leg | undefined;
  row: Row;
  copy: (text: string, what: "value" | "path") => void;
}

/** One message of a row: as sent, as delivered, and what Postdate changed on the way. */
export function Half({ name, leg, row, copy }: HalfProps) {
  const [asked, setSide] = useState<Side>("sent");
  const sides = leg ? sidesOf(leg) : [];
  const side = sides.includes(asked) ? asked : sides[0];
  const said = side === "delivered" ? leg?.delivered : leg?.sent;
  const label = text(NAMES[name]);
  return (
    <section class="half" data-half={name} aria-label={label}>
      <header>
        <h3>{label}</h3>
        {sides.length > 1 && (
          <div class="sides">
            {sides.map((each) => (
              <button
                key={each}
                type="button"
                class="flat"
                data-testid={each}
                aria-pressed={each === side}
                onClick={() => setSide(each)}
              >
                {text(SIDES[each])}
              </button>
            ))}
          </div>
        )}
        {said && <time class="quiet">{preciseTime(said.at)}</time>}
      </header>
      {leg && <p class="quiet way">{text(wayOf(leg))}</p>}
      {!leg && <p class="quiet">{text(nothingOf(name, row))}</p>}
      {side === "changes" && leg && <Changes leg={leg} />}
      {side !== "changes" && said && <Payload key={side} said={said} label={label} copy={copy} />}
    </section>
  );
}

function Payload({ said, label, copy }: { said: Said; label: string; copy: HalfProps["copy"] }) {
  if (said.payload) return <JsonTree value={said.payload} label={label} copy={copy} />;
  return <p class="quiet">{text("inspectPayloadGone", said.size)}</p>;
}

function sidesOf({ sent, delivered }: Leg): Side[] {
  if (sent && delivered && sent !== delivered) return ["sent", "delivered", "changes"];
  return sent ? ["sent"] : ["delivered"];
}

function wayOf({ sent, delivered }: Leg): MessageKey {
  if (sent && delivered) return sent === delivered ? "inspectUnchanged" : "inspectChangedOnTheWay";
  return sent ? "inspectKept" : "inspectMadeHere";
}

function nothingOf(name: HalfProps["name"], { state }: Row): MessageKey {
  if (name === "request") return "inspectNoRequest";
  if (state === "unheard") return "inspectReplyUnheard";
  return state === "timed-out" ? "inspectReplyNever" : "inspectReplyNotYet";
}
