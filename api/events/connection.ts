/** One open event stream: writes server-sent events, and gives up on a client that does not read. */
import type { Response } from 'express';

export interface Connection {
  send(event: { id: string; kind: string; data: unknown }): void;
  /** Moves the client's position without telling it anything, and keeps the line open. */
  ping(id: string | null): void;
  /** Tells the client to load everything again, from `id` on. */
  reset(id: string): void;
  end(): void;
}

/** What a client may leave unread. */
const MAX_UNREAD_BYTES = 256 * 1024;
const GIVE_UP_MS = 5_000;
const RECONNECT_MS = 2_000;

/** @param onClose called once, however the stream ends. */
export function openConnection(response: Response, onClose: () => void): Connection {
  let open = true;
  response.once('close', () => {
    open = false;
    onClose();
  });
  response.status(200);
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store, no-transform');
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  response.socket?.setNoDelay(true);

  const finish = (last: string): void => {
    if (!open) return;
    open = false;
    response.end(last);
    setTimeout(() => response.destroy(), GIVE_UP_MS).unref();
  };
  const resetText = (id: string) => `event: reset\nid: ${id}\ndata: {}\n\n`;
  const write = (text: string): void => {
    if (open) response.write(text);
  };
  write(`retry: ${RECONNECT_MS}\n\n`);

  return {
    send({ id, kind, data }) {
      write(`id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
      if (response.writableLength > MAX_UNREAD_BYTES) finish(resetText(id));
    },
    ping: id => write(`${id === null ? '' : `id: ${id}\n`}: ping\n\n`),
    reset: id => write(resetText(id)),
    end: () => finish(''),
  };
}
