import { type MessageKey, text } from "../src/browser/i18n.ts";
import { Picture } from "./picture.tsx";

/** What somebody who has just installed Postdate needs to know. @param pin names how this browser pins its button */
export function Welcome({ pin }: { pin: MessageKey }) {
  return (
    <>
      <h1>{text("welcomeTitle")}</h1>
      <Picture />
      <p>{text("welcomeWhat")}</p>
      <p>{text("welcomeHow")}</p>
      <p>{text("welcomePrivate")}</p>
      <h2>{text("welcomePinTitle")}</h2>
      <p data-testid="pin">{text(pin)}</p>
    </>
  );
}
