import type { BrowserName } from "../test/environment/browser/browsers.ts";
import { setStage } from "../test/environment/stage.ts";
import { type Browsers, openBrowsers } from "./browsers.ts";
import { popupCosts } from "./popup/popup.ts";
import { popupTables } from "./popup/tables.ts";
import type { Bench, Row } from "./report.ts";
import { frameMessages } from "./rows/frame-messages.ts";
import { ownRequests } from "./rows/own-requests.ts";
import { pageLoads } from "./rows/page-load.ts";
import { PARTS, widgetRequests } from "./rows/widget-requests.ts";

/** The delays of the homeserver's answers (ms). */
const NETWORKS = [0, 30] as const;
/** The highest acceptable ratios to a native host. */
const TARGETS = {
  0: { restart: 1.2, schedule: 1.4, lastWill: 1.4 },
  30: { restart: 1, schedule: 1, lastWill: 1 },
} as const;
const NAMES = { restart: "restart", schedule: "schedule of a message", lastWill: "schedule of a last will" };

interface BenchOptions {
  browserName: BrowserName;
  rounds: number;
  /** Measures this group alone. */
  only?: "popup" | undefined;
  /** Gets what is being measured. */
  say: (sentence: string) => void;
}

/** Measures all rows in one browser. @throws Error if any measured request is refused */
export async function bench({ browserName, rounds, only, say }: BenchOptions): Promise<Bench> {
  const stage = await setStage();
  let browsers: Browsers | undefined;
  const popup = async () => {
    say("The popup");
    return popupTables(await popupCosts(browserName, stage, rounds));
  };
  try {
    const synapse = stage.synapse.version;
    if (only) return { browser: browserName, synapse, rounds, tables: await popup() };
    browsers = await openBrowsers(browserName);
    const tables: Bench["tables"] = [];
    say("Page loads");
    const { load } = await pageLoads(browsers, rounds);
    tables.push({
      title: "Loading a nearly empty page",
      baseline: "no extension",
      rows: inBrowsers(load, 1),
    });
    say("A client's own requests");
    const { request } = await ownRequests(browserName, browsers, rounds);
    const rows = inBrowsers(request, 1, 1.12);
    tables.push({ title: "A client's own request", baseline: "no extension", rows });
    say("Messages in a frame");
    const { messages } = await frameMessages(browsers, rounds);
    tables.push({
      title: "A frame’s script hears 10,000 messages",
      baseline: "no observer",
      rows: withObserver(messages),
    });
    say("Schedules and restarts");
    const networks = NETWORKS;
    const all = await widgetRequests(browsers, stage, { rounds, networks });
    for (const [index, network] of networks.entries())
      for (const part of PARTS)
        tables.push({
          title: `A widget’s ${NAMES[part]}, ${network} ms of network`,
          baseline: "a native host",
          rows: atHosts(all[index]?.[part] ?? {}, TARGETS[network][part]),
        });
    tables.push(...(await popup()));
    const { version } = browsers.none;
    return { browser: version, synapse, rounds, tables };
  } finally {
    await browsers?.close();
    await stage.close();
  }
}

function inBrowsers(
  { none = [], again = [], bare, listening, off = [], on = [] }: Record<string, number[]>,
  targetOff: number,
  targetOn?: number,
): Row[] {
  return [
    { what: "no extension", samples: none, baseline: none },
    { what: "the same again", samples: again, baseline: none },
    ...(bare ? [{ what: "an extension that may listen, and does not", samples: bare, baseline: none }] : []),
    ...(listening
      ? [{ what: "one that listens, and does nothing", samples: listening, baseline: none }]
      : []),
    { what: "installed and off", samples: off, baseline: none, target: targetOff },
    { what: "site on", samples: on, baseline: none, ...(targetOn && { target: targetOn }) },
  ];
}

function withObserver({ without = [], again = [], observed = [] }: Record<string, number[]>): Row[] {
  return [
    { what: "no observer", samples: without, baseline: without },
    { what: "the same again", samples: again, baseline: without },
    { what: "observer, no inspector open", samples: observed, baseline: without },
  ];
}

function atHosts(
  { native = [], again = [], postdate = [], fetch = [] }: Record<string, number[]>,
  target: number,
): Row[] {
  return [
    { what: "native host", samples: native, baseline: native },
    { what: "the same again", samples: again, baseline: native },
    { what: "old host, Postdate", samples: postdate, baseline: native, target },
    { what: "the bare request, from the page", samples: fetch, baseline: native },
  ];
}
