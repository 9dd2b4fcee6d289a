import { styleText } from "node:util";

/** Prints what happens. */
export interface Narrator {
  /** A line without a prefix. */
  say(line: string): void;
  /** Begins a step of the walk. */
  step(number: number, heading: string): void;
  /** A check that passed. */
  passed(sentence: string): void;
  /** An explanation. */
  note(sentence: string): void;
  /** A check that failed. */
  failed(sentence: string): void;
  /** Silences the narrator from now on. */
  mute(): void;
}

type Style = Parameters<typeof styleText>[0];

/** Each line but a heading shows the seconds since this call. Colours are only for terminals: https://no-color.org */
export function createNarrator(output: NodeJS.WriteStream = process.stdout): Narrator {
  const start = performance.now();
  const coloured = output.isTTY && !process.env.NO_COLOR;
  let muted = false;

  const styled = (style: Style, text: string) => (coloured ? styleText(style, text) : text);
  const write = (line: string) => void (muted || output.write(`${line}\n`));
  const timed = (mark: string, sentence: string) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    write(`${styled("gray", `${seconds} s`)}  ${mark} ${sentence}`);
  };

  return {
    say: write,
    step: (number, heading) => write(`\n${styled("bold", `${number}  ${heading}`)}`),
    passed: (sentence) => timed(styled("green", "✓"), sentence),
    note: (sentence) => timed(" ", sentence),
    failed: (sentence) => timed(styled("red", "✗"), sentence),
    mute() {
      muted = true;
    },
  };
}

/** @param ms milliseconds @returns a duration such as "9.8 s" or "10 s" */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/**
 * @returns the first characters of a delay_id, which is a secret: from Synapse 1.143 on, anybody who knows it can use
 * it
 */
export function masked(delayId: string): string {
  return `${delayId.slice(0, 6)}…`;
}
