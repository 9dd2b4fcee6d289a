import { askUpstream, type CompleteRequest, type Json, type Reply } from "./ask.ts";
import { described, type Endings } from "./endings.ts";

const PATH = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
const PAGE = 10;

/** The list as in the drafts: pending and ended delays, both flat, in pages. */
export async function draftList(target: string, endings: Endings, request: CompleteRequest): Promise<Reply> {
  const answer = await askUpstream(target, request, { method: "GET", path: PATH });
  if (answer.status !== 200) return answer;
  const wanted = request.query.getAll("delay_id");
  const isWanted = ({ delay_id }: Json) => wanted.length === 0 || wanted.includes(delay_id as string);
  const status = request.query.get("status");
  const from = Number(request.query.get("from") ?? 0);
  const scheduled = status === "finalised" ? [] : ((answer.body.delayed_events ?? []) as Json[]).map(flat);
  const finalised =
    status === "scheduled"
      ? []
      : (await endings.ended(request)).map((known) => {
          const { at, eventId } = known.ended ?? {};
          return {
            ...described(known),
            finalised_ts: at,
            ...(eventId !== undefined && { event_id: eventId }),
          };
        });
  const page = (all: Json[]) => all.filter(isWanted).slice(from, from + PAGE);
  const isMore = Math.max(scheduled.length, finalised.length) > from + PAGE;
  return {
    status: 200,
    body: {
      scheduled: page(scheduled),
      finalised: page(finalised),
      ...(isMore && { next_batch: String(from + PAGE) }),
    },
  };
}

/** The list as in June 2026: pending and ended delays together, each with the time of its last start. */
export async function juneList(target: string, endings: Endings, request: CompleteRequest): Promise<Reply> {
  const answer = await askUpstream(target, request, { method: "GET", path: PATH });
  if (answer.status !== 200) return answer;
  const ended = (await endings.ended(request)).map((known) => ({
    ...described(known),
    scheduled_at: known.ended?.at,
    finalised: { finalised_ts: known.ended?.at },
  }));
  const pending = ((answer.body.delayed_events ?? []) as Json[]).map(flat);
  return { status: 200, body: { delayed_events: [...ended, ...pending] } };
}

/** The list without any time. */
export async function timelessList(target: string, request: CompleteRequest): Promise<Reply> {
  const answer = await askUpstream(target, request, { method: "GET", path: PATH });
  if (answer.status !== 200) return answer;
  const events = ((answer.body.delayed_events ?? []) as Json[]).map(flat);
  return {
    status: 200,
    body: { delayed_events: events.map(({ scheduled_at: _, ...event }) => ({ ...event, running_since: 0 })) },
  };
}

function flat({ delayed_since_ts, delay: _, running_since: __, ...event }: Json): Json {
  return { ...event, scheduled_at: delayed_since_ts };
}
