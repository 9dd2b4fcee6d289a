/** Puts a text on the clipboard, after a click on one of the extension's pages. @throws if the browser refuses */
export function copyText(text: string): Promise<void> {
  return navigator.clipboard.writeText(text);
}
