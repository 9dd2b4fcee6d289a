import { type MessageKey, text } from "../src/browser/i18n.ts";
import { Picture } from "./picture.tsx";

/** What a new user needs to know. @param pin the message that explains how to pin the button in this browser */
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
