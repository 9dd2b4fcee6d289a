import { useState } from "preact/hooks";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import type { CallMembership, LeaveOutcome } from "../../src/messaging/views/calls.ts";
import { Row } from "../../ui/row.tsx";
import { useGoneRows } from "../../ui/use-gone-rows.ts";
import type { Model } from "../model.ts";
import { hasRunOut } from "./call-words.ts";
import { LeftBehindCall } from "./left-behind-call.tsx";

interface LeftBehindProps {
  calls: readonly CallMembership[];
  leaveCall: Model["leaveCall"];
}

/**
 * The calls that still show the user although nothing here keeps them there. Expired ones are folded away. Draws
 * nothing if there never was one.
 */
export function LeftBehind({ calls, leaveCall }: LeftBehindProps) {
  const now = Date.now();
  const { gone, heading, counting } = useGoneRows();
  const [last, setLast] = useState<MessageKey>("leftCall");
  if (calls.length === 0 && gone === 0) return null;
  const current = calls.filter((call) => !hasRunOut(call, now));
  const old = calls.filter((call) => hasRunOut(call, now));
  const namesAccount = new Set(calls.map(({ userId }) => userId)).size > 1;
  async function leave(call: CallMembership): Promise<LeaveOutcome | undefined> {
    const outcome = await leaveCall(call);
    if (outcome && isGone(outcome)) setLast(outcome.ok ? "leftCall" : "leaveCallOver");
    return outcome;
  }
  const list = (some: CallMembership[]) => (
    <ul class="calls">
      {some.map((call) => (
        <Row key={JSON.stringify([call.userId, call.room?.id, call.type, call.stateKey])}>
          <LeftBehindCall
            call={call}
            now={now}
            namesAccount={namesAccount}
            leave={counting(() => leave(call), isGone)}
          />
        </Row>
      ))}
    </ul>
  );
  return (
    <section aria-labelledby="left-behind" data-testid="left-behind">
      <h2 id="left-behind" ref={heading} tabIndex={-1}>
        {text(current.length > 0 ? "stuckInCall" : "leftOfCalls")}
      </h2>
      {current.length > 0 && <p class="quiet meaning">{text("stuckMeaning")}</p>}
      {list(current)}
      {old.length > 0 && (
        <details data-testid="ran-out">
          <summary>{text("stuckOld", String(old.length))}</summary>
          {list(old)}
        </details>
      )}
      <p role="status" class="quiet" data-testid="left-call">
        {gone > 0 && text(last)}
      </p>
    </section>
  );
}

/** The row goes as well if its call was over before. */
function isGone(outcome: LeaveOutcome): boolean {
  return outcome.ok || outcome.reason === "over";
}
