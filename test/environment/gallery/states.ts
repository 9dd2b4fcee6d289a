import type { GalleryState } from "./state.ts";
import { DIAGNOSIS_STATES } from "./states/diagnoses.ts";
import { ENDED_STATES } from "./states/ended.ts";
import { inspectorStates } from "./states/inspector.ts";
import { OTHER_STATES } from "./states/other-pages.ts";
import { PENDING_STATES } from "./states/pending.ts";
import { LINE_STATES } from "./states/widget-lines.ts";

/** Every state of every page. @param inspectorFile the file that the inspector opens */
export function galleryStates(inspectorFile: string): GalleryState[] {
  return [
    ...DIAGNOSIS_STATES,
    ...LINE_STATES,
    ...PENDING_STATES,
    ...ENDED_STATES,
    ...OTHER_STATES,
    ...inspectorStates(inspectorFile),
  ];
}
