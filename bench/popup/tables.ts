import type { Bench, Row } from "../report.ts";
import type { PopupSamples } from "./popup.ts";

/** With a thousand pending, it may take 300 ms longer to open, 20 ms of each second, and 10 ms for each restart. */
export function popupTables({ opening, restart, work }: PopupSamples): Bench["tables"] {
  const { few = [], again = [], many = [] } = opening.opening;
  const { closed = [], again: closedAgain = [], opening: opened = [], open = [] } = restart.restart;
  const worked = (samples: Record<string, number[]>, beside: string): Row[] => [
    { what: `${beside}, one pending`, samples: samples.few ?? [], beside: samples.few ?? [] },
    { what: `${beside}, a thousand more`, samples: samples.many ?? [], beside: samples.few ?? [] },
  ];
  return [
    {
      title: "Opening the popup",
      beside: "one pending",
      rows: [
        { what: "one pending", samples: few, beside: few },
        { what: "the same again", samples: again, beside: few },
        { what: "a thousand more", samples: many, beside: few },
      ],
    },
    {
      title: "95% of a widget’s restarts, a thousand more pending",
      beside: "the popup closed",
      rows: [
        { what: "the popup closed", samples: closed, beside: closed },
        { what: "the same again", samples: closedAgain, beside: closed },
        { what: "the popup just opened", samples: opened, beside: closed, aim: 1.2 },
        { what: "the popup open for two seconds", samples: open, beside: closed, aim: 1.2 },
      ],
    },
    ...(work
      ? [
          {
            title: "What an open popup computes",
            beside: "one pending",
            rows: [
              ...worked(work.idle, "in a second, nothing happening"),
              ...worked(work.restart, "for a restart"),
            ],
          },
        ]
      : []),
  ];
}
