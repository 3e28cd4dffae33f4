import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes this process the only one to use `directory` until it ends, however it ends: the claim is a listening socket, which the
 * kernel takes back at any death, so nothing stale can be left.
 * @param what for the message: "the embedded database".
 * @throws one sentence when another process has it.
 */
export async function holdAlone(directory: string, what: string): Promise<() => void> {
  mkdirSync(directory, { recursive: true });
  const name = createHash('sha256')
    .update(`${what}\n${realpathSync(directory)}`)
    .digest('hex')
    .slice(0, 24);
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\parley-${name}` : join(tmpdir(), `parley-${name}.lock`);
  let server = await claim(path);
  if (!server && !(await answered(path))) {
    rmSync(path, { force: true });
    server = await claim(path);
  }
  if (!server)
    throw new Error(
      `Another Parley is using ${what} in ${directory}: stop that one, or set PARLEY_HOME to another directory for this one.`,
    );
  const held = server;
  held.unref();
  const release = () => {
    held.close();
    rmSync(path, { force: true });
  };
  process.once('exit', release);
  return release;
}

function claim(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

function answered(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
