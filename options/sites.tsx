import { type Phrase, text } from "../src/browser/i18n.ts";
import { EVERYWHERE } from "../src/messaging/everywhere.ts";
import type { SiteChoice } from "../src/messaging/views/options.ts";
import { Row } from "../ui/row.tsx";
import { useGoneRows } from "../ui/use-gone-rows.ts";
import { Checkbox } from "./checkbox.tsx";
import type { Model } from "./model.ts";
import { Site } from "./site.tsx";

interface SitesProps {
  sites: SiteChoice[];
  /** Why the last change of *everywhere* failed. */
  failure: Phrase | undefined;
  model: Model;
}

/** The chosen sites, each with a button that switches it off; and the checkbox for *everywhere*. */
export function Sites({ sites, failure, model }: SitesProps) {
  const { gone, heading, counting } = useGoneRows();
  const everywhere = sites.find(({ site }) => site === EVERYWHERE);
  const others = sites.filter(({ site }) => site !== EVERYWHERE);

  return (
    <section aria-labelledby="sites" data-testid="sites">
      <h2 id="sites" ref={heading} tabIndex={-1}>
        {text("sitesHeading")}
      </h2>
      <p class="quiet">{text(others.length === 0 && !everywhere?.on ? "noSites" : "sitesHint")}</p>
      <ul class="rows">
        {others.map((choice) => (
          <Row key={choice.site}>
            <Site
              choice={choice}
              allow={() => model.allowSite(choice.site)}
              switchOff={counting(() => model.switchOff(choice.site))}
            />
          </Row>
        ))}
      </ul>
      <p role="status" class="quiet" data-testid="switched-off">
        {gone > 0 && text("siteIsOff")}
      </p>
      <Checkbox
        testId="everywhere"
        label={["everywhereLabel"]}
        meaning={["everywhereMeaning"]}
        checked={everywhere?.on === true}
        preset={everywhere?.preset === true && everywhere.on}
        failure={failure}
        change={(on) => void model.setEverywhere(on)}
      />
    </section>
  );
}
