import { text } from "../../src/browser/i18n.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import { visible } from "../../ui/visible.ts";
import { inWords } from "./in-words.ts";
import { serverWords } from "./server-words.ts";

type AccountProps = { account: NonNullable<Overview["account"]>; server: Overview["server"] };

/** Who is logged in, where, and the homeserver's abilities. */
export function Account({ account: { userId, homeserver }, server }: AccountProps) {
  const facts = server ? serverWords(server, Date.now(), inWords) : [];
  return (
    <dl data-testid="account">
      <dt>{text("account")}</dt>
      <dd>
        <bdi dir="ltr">{visible(userId)}</bdi>
      </dd>
      <dt>{text("homeserver")}</dt>
      <dd>{hostOfUrl(homeserver)}</dd>
      {facts.map(([key, ...gaps]) => (
        <dd key={key} class="quiet fact" data-testid="server-fact" data-fact={key}>
          {text(key, ...gaps)}
        </dd>
      ))}
    </dl>
  );
}
