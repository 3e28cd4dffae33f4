/** npm run doctor: are the settings right, is what Parley needs here, does it run, and what should be done. */
import { type Config, ConfigError, loadConfig, processEnvironment } from '../config/index.ts';
import { portFree } from '../runtime/ports.ts';
import { lookAtTools } from '../runtime/tools/look.ts';

let wrong = 0;
const line = (good: boolean, what: string, mend = ''): void => {
  if (!good) wrong++;
  process.stdout.write(`${good ? '  ok    ' : '  mend  '}${what}${!good && mend ? `\n        ${mend}` : ''}\n`);
};

let config: Config;
try {
  config = loadConfig();
  line(true, 'settings');
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  line(false, 'settings', error.message);
  process.exit(1);
}

process.stdout.write('\nTools\n');
for (const tool of await lookAtTools({ env: processEnvironment() }))
  line(tool.found, `${tool.name} (for ${tool.for}): ${tool.text}`);

process.stdout.write('\nParley\n');
const base = `http://127.0.0.1:${config.PORT}`;
const health = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
if (!health) {
  const free = await portFree(config.PORT, config.HOST).catch(() => false);
  line(
    false,
    `nothing answers on ${base}`,
    free
      ? 'Start it: npm start'
      : `Port ${config.PORT} is taken by something that is not Parley: stop it, or set PORT.`,
  );
} else {
  const text = await health.text();
  line(health.ok, `readiness: ${health.status}`, text.slice(0, 2_000));
  await explainMetrics();
}
process.exitCode = wrong > 0 ? 1 : 0;

/** What each figure means when it is not what it should be, and what to do. */
async function explainMetrics(): Promise<void> {
  const answer = await fetch(`${base}/metrics`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!answer?.ok) return;
  const figures = new Map<string, number>();
  for (const row of (await answer.text()).split('\n')) {
    const match = /^(parley_\w+) ([\d.e+]+)$/.exec(row);
    if (match?.[1] && match[2]) figures.set(match[1], Number(match[2]));
  }
  const check = (name: string, limit: number, what: string, mend: string): void => {
    const value = figures.get(name);
    if (value !== undefined) line(value <= limit, `${what}: ${value}`, mend);
  };
  check(
    'parley_intake_oldest_seconds',
    30,
    'oldest update not yet recorded (s)',
    'The worker does not keep up or is down: see its log, or start another worker.',
  );
  check(
    'parley_intake_parked',
    0,
    'updates parked',
    'They could not be recorded: the worker log names each with its reason.',
  );
  check(
    'parley_outbox_oldest_seconds',
    60,
    'oldest note to a workflow (s)',
    'Temporal does not take signals: is it reachable at TEMPORAL_ADDRESS?',
  );
  check(
    'parley_sends_unknown',
    0,
    'sends that are not confirmed',
    'Open them in the inbox and say whether they arrived.',
  );
  check(
    'parley_conversations_stuck',
    0,
    'conversations whose next step is overdue',
    'They are woken every 15 s by themselves; if this stays, no worker polls the task queue.',
  );
}
