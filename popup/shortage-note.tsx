import { text } from "../src/browser/i18n.ts";
import type { Shortage } from "../src/messaging/contract.ts";
import { ClearEnded, type ClearEndedProps } from "./clear-ended.tsx";
import { shortageWords } from "./shortage-words.ts";

interface ShortageNoteProps extends ClearEndedProps {
  shortage: Shortage;
}

/** That there is no room for new events, and where it helps, the button that makes some. */
export function ShortageNote({ shortage, clear }: ShortageNoteProps) {
  const { tone, headline, advice } = shortageWords(shortage);
  return (
    <section class="status shortage" data-tone={tone} data-testid="shortage" data-of={shortage.of}>
      <div role="status">
        <p class="headline">{text(...headline)}</p>
        <p>{text(...advice)}</p>
      </div>
      {shortage.of === "storage" && <ClearEnded clear={clear} />}
    </section>
  );
}
