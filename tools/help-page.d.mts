/** A file for webpack to copy: `to` is its place in the extension. */
export interface HelpPage {
  from: string;
  to: string;
  transform(source: { toString(): string }): string;
}

/** @returns the help in every language of `_locales` below the project's folder; in English where it is not translated */
export function helpPages(root: string): HelpPage[];
