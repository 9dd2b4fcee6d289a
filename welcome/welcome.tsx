import { render } from "preact";
import { type MessageKey, text } from "../src/browser/i18n.ts";
import { questionClosesPopup } from "../src/browser/permissions.ts";
import { introducePage } from "../ui/page.ts";
import { Welcome } from "./view.tsx";

introducePage(text("welcomeTitle"));

const pin: MessageKey = questionClosesPopup ? "welcomePinChromium" : "welcomePinFirefox";
render(<Welcome pin={pin} />, document.querySelector("#welcome") as HTMLElement);
