/** Reads a server-sent event stream as a browser does: what is dispatched, and the last id. */
export interface StreamEvent {
  kind: string;
  data: unknown;
  id: string;
}

export interface EventReader {
  status: number;
  headers: Headers;
  events: StreamEvent[];
  /** What a browser would send as Last-Event-ID. */
  lastId: string;
  pings: number;
  /** Resolves when the server ended the stream. */
  ended: Promise<void>;
  close(): void;
}

export async function openStream(
  url: string,
  cookie: string,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { cookie, ...headers }, signal: abort.signal });
  const reader: EventReader = {
    status: response.status,
    headers: response.headers,
    events: [],
    lastId: '',
    pings: 0,
    ended: Promise.resolve(),
    close: () => abort.abort(),
  };
  if (response.status !== 200 || !response.body) return reader;
  reader.ended = read(response.body, reader).catch(() => undefined);
  return reader;
}

async function read(body: ReadableStream<Uint8Array>, reader: EventReader): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) dispatch(block, reader);
  }
}

function dispatch(block: string, reader: EventReader): void {
  let kind = 'message';
  let data: string | null = null;
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) reader.pings++;
    const [field, value = ''] = line.split(/: (.*)/s);
    if (field === 'id') reader.lastId = value;
    if (field === 'event') kind = value;
    if (field === 'data') data = value;
  }
  if (data !== null) reader.events.push({ kind, data: JSON.parse(data), id: reader.lastId });
}
