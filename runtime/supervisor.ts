/** Keeps the parts of an embedded Parley running: started in order, started again when one dies, ended in reverse, no orphans. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildPart, launch, type PartSpec } from './child-part.ts';

export type { PartSpec } from './child-part.ts';

export interface PartStatus {
  name: string;
  /** null while it is down. */
  pid: number | null;
  state: 'starting' | 'up' | 'down' | 'stopped';
  restarts: number;
}

export interface SupervisorOptions {
  /** Told what happens, in words for the person who started it. */
  say: (text: string) => void;
  /** A critical part cannot be kept running: the rest has been stopped. */
  onFatal?: (error: Error) => void;
  /** First pause before a restart; it doubles up to 40 times this. */
  backoffMs?: number;
}

export interface Supervisor {
  /** Starts a part and waits until it is ready. @throws an Error with its last line when it ends or is not ready in time. */
  start(spec: PartSpec): Promise<void>;
  /** Ends all parts, the last started first; each has its time, then it is killed. */
  stop(): Promise<void>;
  status(): PartStatus[];
}

interface Supervised {
  spec: PartSpec;
  child: ChildPart | null;
  state: PartStatus['state'];
  restarts: number;
}

const FAILED_STARTS = 6;
/** A part that was up this long has earned a fresh start of the backoff. */
const STEADY_MS = 30_000;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const backoffMs = options.backoffMs ?? 250;
  const parts: Supervised[] = [];
  let stopping: Promise<void> | null = null;
  const cancelled = new AbortController();

  // The last resort when this process ends without stop(): nothing asynchronous can run any more.
  process.once('exit', killAll);

  function killAll(): void {
    for (const part of parts) part.child?.kill();
  }

  async function start(spec: PartSpec): Promise<void> {
    if (stopping) throw new Error(`${spec.name} was not started: everything is being stopped`);
    const part: Supervised = { spec, child: null, state: 'starting', restarts: 0 };
    parts.push(part);
    const child = launch(spec);
    part.child = child;
    try {
      await child.ready;
    } catch (error) {
      part.state = 'stopped';
      await child.stop();
      throw error;
    }
    part.state = 'up';
    void keep(part, child);
  }

  /** From the first time it is ready until everything is stopped. */
  async function keep(part: Supervised, first: ChildPart): Promise<void> {
    const { spec } = part;
    let child = first;
    let upAt = Date.now();
    let failures = 0;
    for (;;) {
      const how = await child.ended;
      if (stopping) return;
      part.state = 'down';
      part.child = null;
      if (Date.now() - upAt > STEADY_MS) failures = 0;
      if (failures === 0) spec.onDown?.(how);
      if (failures >= FAILED_STARTS && spec.critical)
        return fatal(
          new Error(
            `${spec.name} does not stay up (${how}).${child.lastLine() ? ` It said: ${child.lastLine()}` : ''}${spec.logFile ? ` Its log is ${spec.logFile}.` : ''}`,
          ),
        );
      const pauseMs = backoffMs * Math.min(2 ** failures, 40);
      if (failures > 0)
        options.say(
          `${spec.name} stopped again (${how}); trying once more in ${Math.max(1, Math.round(pauseMs / 1000))} s`,
        );
      failures++;
      if (!(await sleep(pauseMs, true, { signal: cancelled.signal }).catch(() => false))) return;
      child = launch(spec);
      part.child = child;
      part.state = 'starting';
      part.restarts++;
      const ready = await child.ready.then(
        () => true,
        () => false,
      );
      if (stopping) return;
      if (!ready) {
        await child.stop();
        continue;
      }
      part.state = 'up';
      upAt = Date.now();
      options.say(`${spec.name} stopped (${how}); started again`);
      spec.onUp?.();
    }
  }

  function fatal(error: Error): void {
    options.say(error.message);
    void stop().then(() => options.onFatal?.(error));
  }

  function stop(): Promise<void> {
    stopping ??= (async () => {
      cancelled.abort();
      for (const part of parts.toReversed()) {
        await part.child?.stop();
        part.state = 'stopped';
      }
      process.removeListener('exit', killAll);
    })();
    return stopping;
  }

  return {
    start,
    stop,
    status: () =>
      parts.map(({ spec, child, state, restarts }) => ({
        name: spec.name,
        pid: state === 'up' || state === 'starting' ? (child?.pid ?? null) : null,
        state,
        restarts,
      })),
  };
}

/** Stops on Ctrl-C, SIGTERM and a closed terminal, then ends this process; a second Ctrl-C does not wait. */
export function stopOnSignals(supervisor: Supervisor, say: (text: string) => void): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
      say('stopping; a second Ctrl-C does not wait');
      void supervisor.stop().then(() => process.exit(0));
    });
  }
}
