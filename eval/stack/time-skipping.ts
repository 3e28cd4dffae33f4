/** Runs the time-skipping server as a child, for as long as it takes to come up on a busy machine. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Connection, type TestService } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection.js';
import { freePort } from '../../runtime/ports.ts';
import type { EvalTemporal } from './servers.ts';

const GUARD = fileURLToPath(new URL('../../runtime/guard.ts', import.meta.url));
const START_MS = 60_000;

/** @throws when it ends, or does not answer within a minute. */
export async function startTimeSkipping(
  program: string,
  env: Record<string, string | undefined>,
): Promise<EvalTemporal> {
  const port = await freePort();
  const child = spawn(process.execPath, [GUARD, '--', program, String(port)], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  let over = false;
  const ended = new Promise<void>(resolve => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    over = true;
  });
  const address = `127.0.0.1:${port}`;
  // The switch by which the SDK's own testing package asks for the test service.
  const withTestService: object = { [InternalConnectionOptionsSymbol]: { supportsTestService: true } };
  const connection = Connection.lazy({ address, ...withTestService });
  const stop = async (): Promise<void> => {
    await connection.close().catch(() => undefined);
    child.kill('SIGTERM');
    await ended;
  };
  try {
    const service = await answering(connection, () => over);
    return {
      address,
      how: 'Temporal (time-skipping server)',
      time: {
        now: async () => {
          const { time } = await service.getCurrentTime({});
          return Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1e6);
        },
        pass: async ms => {
          const duration = { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1e6 };
          await service.unlockTimeSkippingWithSleep({ duration: duration as never });
        },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answering(connection: Connection, over: () => boolean): Promise<TestService> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await connection.withDeadline(Date.now() + 3_000, () => connection.workflowService.getSystemInfo({}));
      if (!connection.testService) throw new Error('it has no test service');
      return connection.testService;
    } catch (error) {
      if (over()) throw new Error('it ended while it started', { cause: error });
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
