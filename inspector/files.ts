import type { MessageKey, Phrase } from "../src/browser/i18n.ts";
import { visible } from "../ui/visible.ts";
import { createImportedLog } from "./export/imported-log.ts";
import { numberedLines } from "./export/lines.ts";
import { type MarkdownWords, rowsAsMarkdown } from "./export/markdown.ts";
import { type Fault, type Imported, readTraffic } from "./export/read.ts";
import { linesOf } from "./export/write.ts";
import { dividedRow } from "./list-items.ts";
import type { Model } from "./model.ts";
import type { OpenFile } from "./state.ts";

/** Which rows to save. */
export type Which = "all" | "filtered" | "selected";

/** What files need from the browser. */
export interface FileBrowser {
  /** Epoch milliseconds. */
  now(): number;
  /** Lets the page draw and handle input. */
  pause(): Promise<void>;
  /** The extension's version. */
  version: string;
  /** The labels for what is copied as Markdown. */
  words(): MarkdownWords;
  /** Saves a file piece by piece. */
  save(name: string, lines: AsyncIterable<string>): Promise<void>;
  /** @returns a chosen file's text, in pieces */
  read(file: File): AsyncIterable<string>;
}

/** Maximum number of rows to copy: nobody pastes more into an issue. */
const COPIED = 500;

const FAULTS: Record<Fault["is"], MessageKey> = {
  "too-long": "inspectFaultTooLong",
  "not-json": "inspectFaultNotJson",
  "not-valid": "inspectFaultNotValid",
  twice: "inspectFaultTwice",
  "no-head": "inspectFaultNoHead",
  newer: "inspectFaultNewer",
  "no-conversation": "inspectFaultNoConversation",
};

/** Saves rows to files, and opens such files. */
export function createFiles(model: Model, browser: FileBrowser) {
  /** How often the user has chosen a file, or the live messages: only the last choice counts. */
  let choices = 0;

  function serialsOf(which: Which): number[] {
    const { log, list, state } = model;
    if (which === "selected") return state.selected === undefined ? [] : [state.selected];
    if (which === "all") return range(log.first, log.last);
    return range(0, list.items.length - 1)
      .map((place) => list.items.at(place) ?? 0)
      .filter((item) => item > 0 && dividedRow(item) === undefined);
  }

  return {
    /** Saves rows as NDJSON. @param how.isMasked whether secrets are masked; if not, the user has been warned */
    async save(which: Which, { isMasked }: { isMasked: boolean }): Promise<void> {
      const { state, log } = model;
      const when = browser.now();
      const lines = linesOf(log, serialsOf(which), {
        rows: which,
        ...(which === "filtered" && state.isFilterOn && { filter: state.filter }),
        times: state.settings.relativeTimes || state.file?.isRelative ? "relative" : "epoch",
        when,
        extension: browser.version,
        ...(!isMasked && { unmasked: true }),
        pause: browser.pause,
      });
      const name = `postdate-${new Date(when).toISOString().slice(0, 19).replaceAll(":", "-")}.ndjson`;
      const notice: Phrase = await browser.save(name, lines).then(
        () => [isMasked ? "inspectSaved" : "inspectSavedRaw"],
        () => ["inspectSaveFailed"],
      );
      model.set({ notice });
    },
    /** Shows a file's valid rows, and lists its faults line by line. */
    async open(file: File): Promise<void> {
      choices += 1;
      const choice = choices;
      model.set({ notice: ["inspectOpening"] });
      try {
        const imported = await readTraffic(numberedLines(browser.read(file)), browser.pause);
        if (choice !== choices) return;
        if (imported.rows.length === 0 && !imported.head) {
          model.set({ notice: whyNothing(imported) });
          return;
        }
        model.set({ notice: undefined });
        model.showLog({ log: createImportedLog(imported), file: fileOf(file.name, imported) });
      } catch {
        if (choice === choices) model.set({ notice: ["inspectFileUnreadable"] });
      }
    },
    /** Shows live messages again. */
    close(): void {
      choices += 1;
      model.set({ notice: undefined });
      model.showLog(undefined);
    },
    copyRow: (serial: number) => copy([serial]),
    copyShown: () => copy(serialsOf("filtered").slice(-COPIED)),
  };

  function copy(serials: readonly number[]): Promise<void> {
    const { log } = model;
    const rows = serials.map((serial) => log.row(serial)).filter((row) => row !== undefined);
    const start = log.row(log.first)?.at ?? 0;
    const markdown = rowsAsMarkdown(rows, (id) => log.conversation(id), start, browser.words());
    return model.copy(markdown, ["inspectRowsCopied"]);
  }
}

export type Files = ReturnType<typeof createFiles>;

/** @returns why a file without a head and rows is not shown */
function whyNothing({ faults: [fault] }: Imported): Phrase {
  if (!fault) return ["inspectFileEmpty"];
  return fault.is === "newer" ? wordsOf(fault) : ["inspectFileFailed", String(fault.line)];
}

function wordsOf({ line, is, words }: Fault): Phrase {
  return [FAULTS[is], String(line), visible(words)];
}

function fileOf(name: string, { rows, faults, moreFaults, isComplete, head }: Imported): OpenFile {
  const problems: Phrase[] = faults.map(wordsOf);
  if (!isComplete) problems.push(["inspectFileIncomplete"]);
  const isRelative = head?.times === "relative";
  return { name, rows: rows.length, isRelative, problems, more: moreFaults };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
