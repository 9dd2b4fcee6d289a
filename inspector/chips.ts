import type { Query } from "./filter/query.ts";

/** An independent part of a filter's text: one term, or several joined by `or`. */
export interface Chip {
  text: string;
  from: number;
  to: number;
  /** Whether the part is valid. If not, an unknown key or value counts as text, and a faulty pattern is ignored. */
  isKnown: boolean;
}

/** @returns the parts of a filter's text, in their order, including those that the filter ignores */
export function chipsOf(text: string, { clauses, problems }: Query): Chip[] {
  const parts = clauses.map((terms) => ({
    from: Math.min(...terms.map(({ from }) => from)),
    to: Math.max(...terms.map(({ to }) => to)),
  }));
  const lost = problems.filter(({ from, to }) => !parts.some((part) => part.from <= from && to <= part.to));
  return [...parts, ...lost]
    .sort((a, b) => a.from - b.from)
    .map(({ from, to }) => ({
      text: text.slice(from, to),
      from,
      to,
      isKnown: !problems.some((problem) => from <= problem.from && problem.to <= to),
    }));
}

/** @returns the text without one of its parts */
export function withoutChip(text: string, { from, to }: Chip): string {
  return `${text.slice(0, from).trimEnd()} ${text.slice(to).trimStart()}`.trim();
}
