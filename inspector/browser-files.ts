/** How much text is collected before it becomes a part of the file (UTF-16 units). */
const PART = 1_000_000;
/** How long the browser may take to begin the download (ms). */
const KEPT = 60_000;

/**
 * Downloads lines as a file. The text does not stay in the page's memory: browsers keep the parts of a `Blob`
 * elsewhere.
 */
export async function saveFile(name: string, lines: AsyncIterable<string>): Promise<void> {
  const parts: Blob[] = [];
  let text = "";
  for await (const line of lines) {
    text += line;
    if (text.length < PART) continue;
    parts.push(new Blob([text]));
    text = "";
  }
  const url = URL.createObjectURL(new Blob([...parts, text], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}

/** @returns a file's text, in pieces. Uses a reader, since Chromium before 124 cannot iterate over a stream */
export async function* textOf(file: File): AsyncGenerator<string, void, void> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read())
    if (value !== undefined) yield value;
}
