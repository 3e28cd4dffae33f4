/** Schemathesis against the served OpenAPI document, on a record where every command is possible. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ensureMember } from '../../../api/auth/callers.ts';
import { cookieOf, PASSWORD, signIn } from '../../../api/testing/server.ts';
import { newId } from '../../../db/ids.ts';
import { migrate } from '../../../db/migrate.ts';
import { databaseUrl } from '../../support/database-url.ts';
import { startTestPostgres } from '../../support/postgres-setup.ts';
import { environment } from '../../support/tools.ts';
import { type Operation, operationsOf } from '../operations.ts';
import { APP_SECRET, startWorld, VERIFY_TOKEN, type World } from '../world.ts';

const EMAIL = 'contract@example.com';
/** Never a good answer, by design: only workers and the api seal payloads. */
const REFUSED_ALWAYS = new Set(['POST /api/v1/codec/encode']);
const HOOKS = fileURLToPath(new URL('hooks.py', import.meta.url));

export interface ContractOptions {
  /** The schemathesis program. */
  program: string;
  examples: number;
  seed: number;
  /** Told what the program prints. */
  print: (text: string) => void;
}

export interface ContractResult {
  /** How often each operation answered with each status. */
  answers: Map<string, Map<number, number>>;
  requests: number;
  serverErrors: number;
  /** Operations that never answered as their document says they do when all is well. */
  unreached: string[];
  /** Schemathesis found nothing. */
  clean: boolean;
}

export async function runContract(options: ContractOptions): Promise<ContractResult> {
  const postgres = await startTestPostgres();
  const name = `parley_contract_${process.pid}`;
  await statement(postgres.url, `create database ${name}`);
  const url = databaseUrl(postgres.url, name);
  try {
    await migrate(url);
    const world = await startWorld(url);
    try {
      return await against(world, options);
    } finally {
      await world.stop();
    }
  } finally {
    await statement(postgres.url, `drop database if exists ${name} with (force)`);
    await postgres.stop();
  }
}

async function against(world: World, { program, examples, seed, print }: ContractOptions): Promise<ContractResult> {
  const { api } = world;
  const member = {
    orgId: world.ours.orgId,
    email: EMAIL,
    password: PASSWORD,
    name: 'Contract',
    role: 'OWNER' as const,
  };
  await ensureMember(api.db, api.auth, { ...member, now: Date.now() });
  const session = cookieOf(await signIn(api.url, EMAIL))
    .split('=')
    .slice(1)
    .join('=');
  const { operations } = await operationsOf(api.url);
  const answers = new Map<string, Map<number, number>>(operations.map(operation => [operation.name, new Map()]));
  let requests = 0;
  let serverErrors = 0;
  api.http.prependListener('request', (request, response) => {
    // Express shortens the address while it walks its routers.
    const { method = '', url: address = '' } = request;
    const path = address.split('?')[0] ?? '';
    response.once('close', () => {
      requests++;
      const { statusCode } = response;
      if (statusCode >= 500) {
        serverErrors++;
        print(`server error: ${statusCode} ${method} ${address}\n`);
      }
      const counts = answers.get(nameOf(operations, method, path) ?? '');
      counts?.set(statusCode, (counts.get(statusCode) ?? 0) + 1);
    });
  });
  const side = createServer((_request, response) => {
    world.ours.rows().then(
      rows => response.end(JSON.stringify({ rows, values: world.ours.values, bodies: world.ours.bodies })),
      error => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(side, 'listening');
  const home = await mkdtemp(join(tmpdir(), 'parley-contract-'));
  const config = join(home, 'schemathesis.toml');
  await writeFile(config, settings(session, seed, examples));
  const secrets = {
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    email: EMAIL,
    password: PASSWORD,
    someId: newId(),
  };
  const child = spawn(program, ['--config-file', config, 'run', `${api.url}/api/openapi.json`], {
    cwd: home,
    env: {
      ...environment(),
      PARLEY_CONTRACT_SIDE: `http://127.0.0.1:${(side.address() as AddressInfo).port}`,
      PARLEY_CONTRACT_SECRETS: JSON.stringify(secrets),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => print(chunk.toString()));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const good = (operation: Operation) => operation.statuses.filter(status => status < 300);
    const unreached = operations
      .filter(operation => !REFUSED_ALWAYS.has(operation.name))
      .filter(operation => !good(operation).some(status => answers.get(operation.name)?.has(status)))
      .map(operation => operation.name);
    return { answers, requests, serverErrors, unreached, clean: code === 0 };
  } finally {
    child.kill('SIGKILL');
    side.close();
    await rm(home, { recursive: true, force: true });
  }
}

function settings(session: string, seed: number, examples: number): string {
  return `seed = ${seed}
hooks = ${JSON.stringify(HOOKS)}
workers = 1
continue-on-failure = true
request-timeout = 20.0
# Not from this machine itself, which may read /metrics without a session.
max-stream-events = 1
headers = { X-Forwarded-For = "203.0.113.30" }
[cache]
enabled = false
[checks.positive_data_acceptance]
# 422 is said of what fits the schema and breaks a rule of the field.
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "422", "429"]
[generation]
max-examples = ${examples}
database = "none"
# No string of the api may hold it; it is refused everywhere alike, and tested so.
allow-x00 = false
[auth.openapi.session]
api_key = ${JSON.stringify(decodeURIComponent(session))}
`;
}

/** The operation of a request; null for what no document describes. */
function nameOf(operations: Operation[], method: string, path: string): string | null {
  const segments = path.split('/');
  const found = operations.find(operation => {
    const pattern = operation.path.split('/');
    return (
      operation.method === method &&
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith('{') || part === segments[index])
    );
  });
  return found?.name ?? null;
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
