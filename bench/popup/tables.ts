import type { Bench, Row } from "../report.ts";
import type { PopupSamples } from "./popup.ts";

/** The targets for a thousand pending: 300 ms longer to open, 20 ms of each second, and 10 ms for each restart. */
export function popupTables({ opening, restart, work }: PopupSamples): Bench["tables"] {
  const { few = [], again = [], many = [] } = opening.opening;
  const { closed = [], again: closedAgain = [], opening: opened = [], open = [] } = restart.restart;
  const worked = (samples: Record<string, number[]>, when: string): Row[] => [
    { what: `${when}, one pending`, samples: samples.few ?? [], baseline: samples.few ?? [] },
    { what: `${when}, a thousand more`, samples: samples.many ?? [], baseline: samples.few ?? [] },
  ];
  return [
    {
      title: "Opening the popup",
      baseline: "one pending",
      rows: [
        { what: "one pending", samples: few, baseline: few },
        { what: "the same again", samples: again, baseline: few },
        { what: "a thousand more", samples: many, baseline: few },
      ],
    },
    {
      title: "95% of a widget’s restarts, a thousand more pending",
      baseline: "the popup closed",
      rows: [
        { what: "the popup closed", samples: closed, baseline: closed },
        { what: "the same again", samples: closedAgain, baseline: closed },
        { what: "the popup just opened", samples: opened, baseline: closed, target: 1.2 },
        { what: "the popup open for two seconds", samples: open, baseline: closed, target: 1.2 },
      ],
    },
    ...(work
      ? [
          {
            title: "What an open popup computes",
            baseline: "one pending",
            rows: [
              ...worked(work.idle, "in a second, nothing happening"),
              ...worked(work.restart, "for a restart"),
            ],
          },
        ]
      : []),
  ];
}
