import { text } from "../../src/browser/i18n.ts";
import type { InspectorState } from "../state.ts";

/** The note shown instead of an empty list, with the reason. */
export function Nothing({ state: { source, isUnreached, file } }: { state: InspectorState }) {
  if (file) return <Words head="inspectFileEmpty" hint="inspectFileEmptyHint" />;
  if (source === "looking") return <Words head="looking" />;
  const reload = isUnreached && "inspectUnreachedHint";
  if (source === "none-on") return <Words head="inspectNoneOn" hint="inspectNoneOnHint" more={reload} />;
  return <Words head="inspectNoWidget" hint="inspectNoWidgetHint" more={reload} />;
}

type WordsProps = {
  head: "looking" | "inspectNoneOn" | "inspectNoWidget" | "inspectFileEmpty";
  hint?: "inspectNoneOnHint" | "inspectNoWidgetHint" | "inspectFileEmptyHint";
  more?: false | "inspectUnreachedHint";
};

function Words({ head, hint, more }: WordsProps) {
  return (
    <div class="nothing" data-testid="nothing" data-why={head}>
      <p class="headline">{text(head)}</p>
      {hint && <p>{text(hint)}</p>}
      {more && <p data-testid="unreached">{text(more)}</p>}
    </div>
  );
}
