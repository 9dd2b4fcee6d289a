import { text } from "../../src/browser/i18n.ts";
import type { HomeserverRequest } from "../../src/messaging/traffic.ts";
import { visible } from "../../ui/visible.ts";
import { tookWords } from "./row-words.ts";

/** Postdate's requests to the homeserver for one row; draws nothing if there are none. */
export function HomeserverRequests({ requests }: { requests: readonly HomeserverRequest[] }) {
  if (requests.length === 0) return null;
  return (
    <section class="homeserver" data-testid="homeserver">
      <h3>{text("inspectHomeserver")}</h3>
      <ul>
        {requests.map(({ method, path, status, errcode, took }, index) => (
          <li key={index}>
            <code>
              {visible(method)} {visible(path)}
            </code>{" "}
            <span data-tone={status !== undefined && status < 400 ? "good" : "bad"}>
              {status === undefined ? text("inspectNoAnswer") : String(status)}
              {errcode !== undefined && ` ${visible(errcode)}`}
            </span>{" "}
            <span class="quiet">{text(...tookWords(took))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
