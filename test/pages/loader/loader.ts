/**
 * A loader, as on some pages: it fetches the page named in its query, and replaces itself with that page by the method
 * in the query. It records the page's messages from before any other listener.
 */
const asked = new URLSearchParams(location.search);

const NOTING = `<script>
  window.heardFirst = [];
  const note = ({ data, isTrusted }) => isTrusted && window.heardFirst.push(data);
  for (const capture of [true, false]) window.addEventListener("message", note, capture);
</script>`;

async function load(how: string | null): Promise<void> {
  const html = await (await fetch(asked.get("load") ?? "")).text();
  const frame = document.createElement("iframe");
  if (how === "realm") document.body.append(frame);
  const open: () => Document = (frame.contentDocument ?? document).open;
  if (how !== "write") open.call(document);
  if (how === "twice") open.call(document);
  document.write(html.replace("<head>", `<head>${NOTING}`));
  document.close();
}

window.addEventListener("load", () => setTimeout(() => load(asked.get("how")), 100));
