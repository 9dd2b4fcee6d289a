import type { Beat, WidgetLine } from "../../src/messaging/views/client.ts";

/**
 * @param client the origin of the client's page
 * @returns the lines with the latest beat of each widget; a line without a newer beat stays the same object
 */
export function withBeats(lines: WidgetLine[], client: string, beats: readonly Beat[]): WidgetLine[] {
  return lines.map((line) => {
    const { of, at = 0 } = line;
    if (!of) return line;
    const its = beats.filter(
      (beat) => beat.client === client && beat.widget.id === of.id && beat.widget.origin === of.origin,
    );
    const last = its.reduce<Beat | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined);
    return last && last.at > at ? { ...line, at: last.at, took: last.took } : line;
  });
}
