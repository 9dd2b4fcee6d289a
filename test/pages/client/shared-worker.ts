/** A request that a page has this worker make. */
export interface FetchRequest {
  id: number;
  method: string;
  url: string;
  headers: [string, string][];
  body?: string;
}

/** The whole answer, or why there is none. */
export interface FetchResult {
  id: number;
  status?: number;
  type?: string;
  text?: string;
  failure?: string;
}

async function answer({ id, url, ...request }: FetchRequest): Promise<FetchResult> {
  try {
    const response = await fetch(url, request);
    const type = response.headers.get("Content-Type") ?? "";
    return { id, status: response.status, type, text: await response.text() };
  } catch (error) {
    return { id, failure: String(error) };
  }
}

globalThis.addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  port.onmessage = async ({ data }: MessageEvent<FetchRequest>) => port.postMessage(await answer(data));
});
