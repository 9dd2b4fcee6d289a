import type { ComponentChildren } from "preact";
import { text } from "../src/browser/i18n.ts";
import { visible } from "./visible.ts";
import { readAddress, shorten } from "./widget-address.ts";

/** Maximum length of an address that is not a web address (characters). */
const RAW = 80;

/** A widget's short name, with its address below. The origin stands out, since it identifies the widget. */
export function WidgetWords({ address, id }: { address: string; id?: string }) {
  const parts = readAddress(address);
  if (!parts)
    return (
      <>
        <span class="widget-name" id={id}>
          {text("widgetWithoutAddress")}
        </span>
        {address !== "null" && <AsItIs>{shorten(visible(address), RAW)}</AsItIs>}
      </>
    );
  return (
    <>
      <bdi dir="ltr" class="widget-name" id={id}>
        {visible(parts.name)}
      </bdi>
      <AsItIs>
        <span class="origin">{visible(parts.origin)}</span>
        {visible(parts.path)}
      </AsItIs>
    </>
  );
}

/** An address or id, which reads from left to right in every language. */
function AsItIs({ children }: { children: ComponentChildren }) {
  return (
    <bdi dir="ltr" class="address">
      {children}
    </bdi>
  );
}
