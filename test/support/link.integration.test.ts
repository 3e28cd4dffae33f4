import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../runtime/ports.ts';
import { type Link, startLink } from './link.ts';

const closing: (() => unknown)[] = [];
let echo: Server;
let echoPort: number;

beforeEach(async () => {
  echo = createServer(socket => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  echoPort = (echo.address() as { port: number }).port;
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  echo.close();
});

async function linked(...ports: [number, ...number[]]): Promise<Link> {
  const [first, ...rest] = ports.map(port => ({ port }));
  if (!first) throw new Error('no target');
  const link = await startLink(first, ...rest);
  closing.push(() => link.close());
  return link;
}
function dial(link: Link): Socket {
  const socket = connect(link.port, '127.0.0.1');
  closing.push(() => socket.destroy());
  socket.on('error', () => undefined);
  return socket;
}
async function answers(socket: Socket, withinMs = 300): Promise<boolean> {
  const heard = once(socket, 'data').then(
    () => true,
    () => false,
  );
  socket.write('hello');
  return Promise.race([heard, new Promise<boolean>(resolve => setTimeout(() => resolve(false), withinMs))]);
}

it('passes on, resets, and passes on again', async () => {
  const link = await linked(echoPort);
  const open = dial(link);
  expect(await answers(open)).toBe(true);
  const ended = new Promise(resolve => open.once('close', resolve));
  link.cut('reset');
  await ended;
  expect(await answers(dial(link))).toBe(false);
  link.heal();
  expect(await answers(dial(link))).toBe(true);
});

it('is a black hole: nobody is told, and what fell in stays dead', async () => {
  const link = await linked(echoPort);
  const before = dial(link);
  expect(await answers(before)).toBe(true);
  link.cut('black_hole');
  const during = dial(link);
  expect(await answers(before)).toBe(false);
  expect(await answers(during)).toBe(false);
  expect([before.destroyed, during.destroyed]).toEqual([false, false]);
  link.heal();
  expect(await answers(before)).toBe(false);
  expect(await answers(dial(link))).toBe(true);
});

it('passes over a target that refuses', async () => {
  const link = await linked(await freePort(), echoPort);
  for (let tries = 0; tries < 4; tries++) expect(await answers(dial(link))).toBe(true);
});
