import * as v from "valibot";

/** A list from a homeserver: an empty one may be left out, or be `null`, as Go writes an empty slice. */
export const ToldList = v.nullish(v.array(v.unknown()), []);

/** The state of the rooms in the answer to a sync, read in the same way. */
export const RoomsOfSync = v.nullish(
  v.object({
    join: v.nullish(v.record(v.string(), v.object({ state: v.nullish(v.object({ events: ToldList })) }))),
  }),
);
