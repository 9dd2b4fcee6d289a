/** A file for webpack to copy: `to` is its place in the extension. */
export interface HelpPage {
  from: string;
  to: string;
  transform(source: { toString(): string }): string;
}

/** @returns the help in every language of `_locales` in the project's folder; in English if there is no translation */
export function helpPages(root: string): HelpPage[];
