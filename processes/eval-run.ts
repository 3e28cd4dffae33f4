/** Plays one evaluation that the api has written down: reads the run, plays it on a stack of its own, writes what comes of it. */
import { parseArgs } from 'node:util';
import { loadConfig, processEnvironment } from '../config/index.ts';
import type { Tx } from '../db/database.ts';
import { addResult, changeRun, findRun } from '../db/eval/queries.ts';
import { loadPlaybook } from '../db/playbook/queries.ts';
import { evaluate, realModel } from '../eval/evaluate.ts';
import type { PersonaResult } from '../eval/results.ts';
import { exitWithParent } from '../runtime/exit-with-parent.ts';
import { openRecord } from './compose.ts';
import { main } from './main.ts';

const PARALLEL = 6;
const ALIVE_EVERY_MS = 10_000;

await main('evaluation', async () => {
  const { values } = parseArgs({
    options: {
      org: { type: 'string' },
      run: { type: 'string' },
      only: { type: 'string' },
      supervised: { type: 'boolean', default: false },
    },
  });
  const { org: orgId, run: id } = values;
  if (!orgId || !id) throw new Error('give --org=ID and --run=ID');
  const env = processEnvironment();
  const config = loadConfig();
  const record = await openRecord(config, 'evaluation');
  const { db, clock, log } = record;
  const stop = new AbortController();
  const end = async (): Promise<void> => {
    stop.abort(new Error('stopped'));
    await done;
  };

  const change = (what: Parameters<typeof changeRun>[2]): Promise<boolean> =>
    db.withOrg(orgId, tx => changeRun(tx, { orgId, id, now: clock.now() }, what));
  const still = async (what: Parameters<typeof changeRun>[2]): Promise<void> => {
    if (!(await change(what))) stop.abort(new Error('it was stopped'));
  };
  const beat = setInterval(() => void still({}).catch(() => undefined), ALIVE_EVERY_MS);

  /** Writes happen one after the other: progress never goes back. */
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = (write: () => Promise<unknown>): void => {
    writing = writing.then(write).catch(error => log.error({ err: error }, 'an evaluation could not be written down'));
  };

  const play = async (): Promise<void> => {
    const { run, playbooks } = await db.withOrg(orgId, async tx => {
      const row = await findRun(tx, { orgId, id });
      if (!row) throw new Error('there is no such evaluation');
      return { run: row, playbooks: await versionsOf(tx, orgId, row) };
    });
    const model = realModel(env);
    await still({ doing: 'starting', model: model?.PARLEY_MODEL ?? 'parley-demo', demoModel: model === null ? 1 : 0 });
    let before = 0;
    const results = await evaluate({
      playbooks: playbooks.map(({ version, playbook }) => ({ name: `version ${version}`, playbook })),
      only: values.only?.split(','),
      parallel: PARALLEL,
      seed: 1,
      env,
      signal: stop.signal,
      say: text => inTurn(() => still({ doing: text })),
      onPersona: (result, played, of, name) => {
        const version = playbooks.find(one => `version ${one.version}` === name)?.version ?? run.version;
        const done = before + played;
        if (played === of) before += of;
        // What was cut off says nothing about the playbook.
        if (stop.signal.aborted) return;
        inTurn(async () => {
          await db.withOrg(orgId, tx => addResult(tx, rowOf(result, { orgId, runId: id, version, position: played })));
          await still({ done, total: of * playbooks.length });
        });
      },
    });
    await writing;
    const totals = results.map((result, index) => [String(playbooks[index]?.version), { ...result.totals }]);
    await change({ state: 'DONE', doing: '', totals: Object.fromEntries(totals) });
  };

  const done = play()
    .catch(async error => {
      const failure = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, 'an evaluation broke off');
      await writing;
      await change({ state: 'FAILED', doing: '', failure: failure.slice(0, 500) });
    })
    .finally(async () => {
      clearInterval(beat);
      await record.close();
    });
  void done.then(
    () => process.exit(0),
    () => process.exit(1),
  );
  if (values.supervised) exitWithParent(end);
  return end;
});

async function versionsOf(tx: Tx, orgId: string, run: { playbookId: string; version: number; against: number | null }) {
  const versions = run.against === null ? [run.version] : [run.version, run.against];
  const found = [];
  for (const version of versions)
    found.push({ version, playbook: await loadPlaybook(tx, { orgId, playbookId: run.playbookId, version }) });
  return found;
}

const rowOf = (
  { key, passed, failed, facts: _facts, responseMs: _responseMs, ...rest }: PersonaResult,
  place: { orgId: string; runId: string; version: number; position: number },
) => ({ ...place, persona: key, passed, failed, result: { ...rest, passed, failed } });
