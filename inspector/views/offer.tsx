import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Controls } from "../controls.ts";
import { hostOfPattern, unheardSites } from "../unheard.ts";

/** Offers to allow sites that are not granted, since the messages that their pages receive are missing. */
export function Offer({ model, allow }: Pick<Controls, "model" | "allow">) {
  const unheard = model.state.file ? [] : unheardSites(model.log.conversations());
  if (unheard.length === 0) return null;
  const sites = visible(unheard.map(hostOfPattern).join(", "));
  return (
    <aside class="banner attention" data-testid="unheard">
      <p>{text("inspectUnheard", sites)}</p>
      <button type="button" data-testid="allow" onClick={() => void allow(unheard)}>
        {text("allow", sites)}
      </button>
    </aside>
  );
}
