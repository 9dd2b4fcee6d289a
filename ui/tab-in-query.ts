/** @returns the tab's id in `?tab=` of a page's own address */
export function tabInQuery(query: string): number | undefined {
  const tab = new URLSearchParams(query).get("tab");
  return tab !== null && /^\d{1,10}$/.test(tab) ? Number(tab) : undefined;
}
