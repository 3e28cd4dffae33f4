import { createServer } from 'node:net';

/** A port nobody listens on at `host` now. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
  });
}

/** Whether `port` can be listened on at `host`; 0 always can. */
export function portFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return resolve(false);
      reject(portError(error, port, host));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Checks the ports a start needs, before anything is started.
 * @throws one Error with a line for each port that is taken: who wanted it, and which setting moves it.
 */
export async function requirePorts(
  wanted: { port: number; part: string; setting: string }[],
  host = '127.0.0.1',
): Promise<void> {
  const wrong: string[] = [];
  for (const { port, part, setting } of wanted) {
    if (!(await portFree(port, host)))
      wrong.push(
        `Port ${port} (${part}) is in use by another program: stop that program, or set ${setting} to another port.`,
      );
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function portError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EACCES') return new Error(`Port ${port} may not be opened by this user: choose one above 1023.`);
  if (error.code === 'EADDRNOTAVAIL')
    return new Error(
      `This machine has no address ${host}: set HOST to one of its own (127.0.0.1, or 0.0.0.0 for all).`,
    );
  return error;
}
