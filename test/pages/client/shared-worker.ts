/** A request that a page has this worker make. */
export interface Asked {
  id: number;
  method: string;
  url: string;
  headers: [string, string][];
  body?: string;
}

/** The whole answer, or why there is none. */
export interface Answered {
  id: number;
  status?: number;
  type?: string;
  text?: string;
  failure?: string;
}

async function answer({ id, url, ...request }: Asked): Promise<Answered> {
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
  port.onmessage = async ({ data }: MessageEvent<Asked>) => port.postMessage(await answer(data));
});
