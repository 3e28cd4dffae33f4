import type { Response } from 'express';

export interface SimEvent {
  type: 'message' | 'status' | 'typing' | 'customer' | 'webhook' | 'clock' | 'reset';
  data: unknown;
}

/** Fans events out to the handset pages (server-sent events) and to listeners in this process. */
export class EventHub {
  private readonly clients = new Set<Response>();
  private readonly listeners = new Set<(event: SimEvent) => void>();
  private heartbeat: NodeJS.Timeout | null = null;

  emit(event: SimEvent): void {
    for (const listener of this.listeners) listener(event);
    if (this.clients.size === 0) return;
    const frame = `event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`;
    for (const client of this.clients) client.write(frame);
  }

  listen(listener: (event: SimEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  attach(response: Response): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    });
    response.write('retry: 1000\n\n');
    this.clients.add(response);
    this.heartbeat ??= setInterval(() => {
      for (const client of this.clients) client.write(': still here\n\n');
    }, 15_000);
    response.on('close', () => this.clients.delete(response));
  }

  close(): void {
    if (this.heartbeat !== null) clearInterval(this.heartbeat);
    for (const client of this.clients) client.end();
    this.clients.clear();
    this.listeners.clear();
  }
}
