import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Connection, openConnection } from './connection.ts';

describe('a client that does not read', () => {
  it('is dropped with a reset instead of filling the memory', async () => {
    const opened = Promise.withResolvers<Connection>();
    const closed = Promise.withResolvers<void>();
    const app = express();
    app.get('/', (_request, response) => opened.resolve(openConnection(response, closed.resolve)));
    const server = createServer(app).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, 'listening');
    const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.pause();
    const connection = await opened.promise;
    let sent = 0;
    const before = process.memoryUsage().arrayBuffers;
    while (sent < 20_000)
      connection.send({ id: `e.1.${++sent}`, kind: 'message.created', data: { text: 'x'.repeat(1000) } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    let text = '';
    answer.on('data', chunk => {
      text = (text + chunk).slice(-200);
    });
    answer.resume();
    await once(answer, 'end');
    await closed.promise;
    expect(text).toMatch(/event: reset\nid: e\.1\.\d+\ndata: \{\}\n\n$/);
    expect(Number(/e\.1\.(\d+)\ndata: \{\}/.exec(text)?.[1])).toBeLessThan(sent);
  });
});
