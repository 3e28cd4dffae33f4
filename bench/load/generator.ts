/**
 * Open-loop load, in a process of its own: messages leave when their time has come, whatever became of the ones before, and
 * each is measured from the time it was due. Bodies and signatures are made beforehand.
 */
import { Agent, request } from 'node:http';
import { randomFrom } from '../stack/random.ts';
import { deliveryOf, messagesFor, signatureOf } from './messages.ts';

export interface LoadJob {
  url: string;
  secret: string;
  perSecond: number;
  seconds: number;
  seed: number;
  /** Of the message ids. */
  prefix: string;
  customers: number;
  firstCustomer: number;
}

export interface LoadResult {
  sent: number;
  accepted: number;
  /** How the others ended: a status, or the code of an error. */
  refused: Record<string, number>;
  /** Milliseconds from the due time to the end of the answer, of those that were accepted. */
  latenciesMs: number[];
  /** The same from the moment the request was written: without the generator's own lateness. */
  serviceMs: number[];
  /** How late the generator itself was. */
  latenessMs: number[];
  seconds: number;
}

const GIVE_UP_MS = 30_000;

async function run(job: LoadJob): Promise<LoadResult> {
  const count = job.perSecond * job.seconds;
  const messages = messagesFor({ ...job, count });
  const bodies = messages.map(message => deliveryOf(message, Date.now()));
  const signatures = bodies.map(body => signatureOf(body, job.secret));
  const due = arrivals(count, job.perSecond, job.seed);
  const agent = new Agent({ keepAlive: true, maxSockets: 512, scheduling: 'fifo' });
  const result: LoadResult = {
    sent: 0,
    accepted: 0,
    refused: {},
    latenciesMs: [],
    serviceMs: [],
    latenessMs: [],
    seconds: 0,
  };
  const start = performance.now() + 50;
  const answers: Promise<void>[] = [];

  const post = (index: number): Promise<void> => {
    const dueAt = start + (due[index] ?? 0);
    const body = bodies[index] ?? '';
    const sentAt = performance.now();
    result.sent++;
    result.latenessMs.push(sentAt - dueAt);
    return new Promise(resolve => {
      const settle = (outcome: string): void => {
        const endedAt = performance.now();
        if (outcome === '200') {
          result.accepted++;
          result.latenciesMs.push(endedAt - dueAt);
          result.serviceMs.push(endedAt - sentAt);
        } else result.refused[outcome] = (result.refused[outcome] ?? 0) + 1;
        resolve();
      };
      const outgoing = request(job.url, {
        method: 'POST',
        agent,
        timeout: GIVE_UP_MS,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-hub-signature-256': signatures[index] ?? '',
        },
      });
      outgoing.on('response', response => {
        response.resume();
        response.on('end', () => settle(String(response.statusCode)));
      });
      outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })));
      outgoing.on('error', error => settle((error as NodeJS.ErrnoException).code ?? error.message));
      outgoing.end(body);
    });
  };

  for (let next = 0; next < count; ) {
    const now = performance.now() - start;
    while (next < count && (due[next] ?? 0) <= now) answers.push(post(next++));
    if (next < count)
      await new Promise(resolve => setTimeout(resolve, Math.max(0, (due[next] ?? 0) - (performance.now() - start))));
  }
  await Promise.all(answers);
  result.seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return result;
}

/** Independent customers: exponential gaps, on the whole milliseconds that timers know. */
function arrivals(count: number, perSecond: number, seed: number): number[] {
  const random = randomFrom(seed ^ 0x5eed);
  let at = 0;
  const times = Array.from({ length: count }, () => {
    at += (-Math.log(1 - random()) * 1000) / perSecond;
    return at;
  });
  // The last one comes when the seconds are over, so that the rate is the one asked for.
  const stretch = (count * 1000) / perSecond / at;
  return times.map(time => Math.round(time * stretch));
}

process.on('message', (job: LoadJob) => {
  run(job).then(
    result => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
