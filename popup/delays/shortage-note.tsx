import { text } from "../../src/browser/i18n.ts";
import type { Shortage } from "../../src/messaging/views/delays.ts";
import { shortageWords } from "./shortage-words.ts";

/** Says that there is no space for new events, if the client's status does not say so. */
export function ShortageNote({ shortage }: { shortage: Shortage }) {
  const { tone, headline, advice } = shortageWords(shortage);
  return (
    <section class="status shortage" data-tone={tone} data-testid="shortage" data-of={shortage.of}>
      <div role="status">
        <p class="headline">{text(...headline)}</p>
        <p>{text(...advice)}</p>
      </div>
    </section>
  );
}
