/**
 * npm run doctor: are the settings right, is what Parley needs here, does it run, and what should be done.
 * It looks at the record and at Temporal themselves, wherever they are (DATABASE_URL, TEMPORAL_ADDRESS, or the embedded ones), so
 * that it also explains a system whose api is down. `npm run doctor -- help` names its commands.
 */
import { readBacklog, readEscalations } from '../api/health/backlog.ts';
import { temporalProbe } from '../api/health/probe.ts';
import { type Config, ConfigError, loadConfig, processEnvironment } from '../config/index.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { temporalOptions } from '../processes/temporal-options.ts';
import { embeddedPostgresUrl } from '../runtime/embedded/postgres.ts';
import { portFree } from '../runtime/ports.ts';
import { lookAtTools } from '../runtime/tools/look.ts';
import { connectClient } from '../temporal/connection.ts';
import { lookAtRun } from '../temporal/inspect.ts';
import { COMMANDS, type Doctor, Usage } from './doctor/commands.ts';
import { bad, explainQueues, explainRecord, type Finding, good } from './doctor/explain.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
let wrong = 0;
const tell = ({ good: fine, what, mend }: Finding): void => {
  if (!fine) wrong++;
  say(`${fine ? '  ok    ' : '  mend  '}${what}${!fine && mend ? `\n        ${mend}` : ''}`);
};

const [command, ...rest] = process.argv.slice(2);
if (command === undefined) await examine();
else await carryOut(command, rest);

function settings(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell(bad('settings', error.message));
    process.exit(1);
  }
}

function openRecord(config: Config): { db: Database; where: string } {
  const url = config.DATABASE_URL ?? embeddedPostgresUrl(config.PARLEY_PG_PORT);
  const { host, pathname } = new URL(url);
  return { db: openDatabase({ url, poolSize: 1, onError: () => undefined }), where: `${host}${pathname}` };
}

async function examine(): Promise<void> {
  const config = settings();
  tell(good('settings'));
  say('\nTools');
  for (const tool of await lookAtTools({ env: processEnvironment(), temporalAddress: config.TEMPORAL_ADDRESS }))
    tell({ good: tool.found, what: `${tool.name} (for ${tool.for}): ${tool.text}`, mend: '' });
  say('\nParley');
  tell(await lookAtApi(config));
  const { db, where } = openRecord(config);
  try {
    const { backlog, open } = await db.withSystem(async tx => ({
      backlog: await readBacklog(tx, Date.now()),
      open: await readEscalations(tx),
    }));
    for (const finding of explainRecord(backlog, open)) tell(finding);
  } catch (error) {
    tell(recordProblem(error, where));
  } finally {
    await db.close();
  }
  const server = temporalOptions(config);
  const queues = await connectClient(server, null)
    .then(client =>
      temporalProbe(client, config.TEMPORAL_TASK_QUEUE)
        .queues()
        .finally(() => client.connection.close()),
    )
    .catch(() => null);
  for (const finding of explainQueues(queues, server.address)) tell(finding);
  process.exitCode = wrong > 0 ? 1 : 0;
}

function recordProblem(error: unknown, where: string): Finding {
  const code = String(
    (error as { cause?: { code?: unknown } }).cause?.code ?? (error as { code?: unknown }).code ?? '',
  );
  // Undefined table or role, or rights of an older version.
  if (/^(42P01|42704|22023|42501|42703)$/.test(code))
    return bad(
      `the record at ${where} is not prepared for this version`,
      'Run `node processes/prepare.ts` with the same settings (npm start does it by itself).',
    );
  return bad(
    `the record does not answer at ${where}`,
    'Start Postgres (npm start runs the embedded one), or mend DATABASE_URL.',
  );
}

async function lookAtApi(config: Config): Promise<Finding> {
  const base = `http://127.0.0.1:${config.PORT}`;
  const health = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!health) {
    const free = await portFree(config.PORT, config.HOST).catch(() => false);
    return bad(
      `nothing answers on ${base}`,
      free
        ? 'Start it: npm start. (When the api runs on another machine, only what follows counts.)'
        : `Port ${config.PORT} is taken by something that is not Parley: stop it, or set PORT.`,
    );
  }
  const text = await health.text();
  return { good: health.ok, what: `readiness: ${health.status}`, mend: text.slice(0, 2_000) };
}

async function carryOut(name: string, given: string[]): Promise<void> {
  const chosen = COMMANDS[name];
  if (!chosen) {
    const lines = Object.entries(COMMANDS).map(([each, { help }]) => `  npm run doctor -- ${each.padEnd(8)} ${help}`);
    say(`  npm run doctor             looks at everything\n${lines.join('\n')}`);
    process.exitCode = name === 'help' ? 0 : 2;
    return;
  }
  const config = settings();
  const { db, where } = openRecord(config);
  let client: ReturnType<typeof connectClient> | null = null;
  const doctor: Doctor = {
    db,
    publicUrl: config.publicUrl,
    now: () => Date.now(),
    lookAtRun: async (orgId, conversationId) => {
      client ??= connectClient(temporalOptions(config), null);
      const connected = await client.catch(() => null);
      return connected ? lookAtRun(connected, orgId, conversationId).catch(() => null) : null;
    },
  };
  try {
    for (const text of await chosen.run(doctor, given)) say(text);
  } catch (error) {
    process.exitCode = error instanceof Usage ? 2 : 1;
    say(
      error instanceof Usage
        ? error.message
        : `${recordProblem(error, where).what}: ${recordProblem(error, where).mend}`,
    );
  } finally {
    await db.close();
    await close(client);
  }
}

async function close(client: ReturnType<typeof connectClient> | null): Promise<void> {
  const connected = await client?.catch(() => null);
  await connected?.connection.close();
}
