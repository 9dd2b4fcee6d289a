/** @returns a whole page made of docs/help.md */
export function helpPage(markdown: string): string;
