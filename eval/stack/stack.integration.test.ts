/** A comparison compares: the second stack of a process plays its own playbook, not what was cached of the first. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { installLogger } from '../../temporal/worker.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { useTemporal } from '../../test/support/temporal.ts';
import { runPersonas } from '../run.ts';
import { startEvalStack } from './stack.ts';

installLogger(pino({ level: 'silent' }));
const database = { first: useDatabase(), second: useDatabase() };
const temporal = useTemporal();

describe('two playbooks in one process', () => {
  it('are each played as they are', async () => {
    const answers = [];
    for (const [which, price] of [
      ['first', '$120'],
      ['second', '$135'],
    ] as const) {
      const text = JSON.stringify(dentalClinic).replaceAll('$120', price);
      const stack = await startEvalStack({
        databaseUrl: database[which].url,
        temporal: { address: temporal.address, time: null },
        playbook: playbookSchema.parse(JSON.parse(text)),
        ...{ model: null, seed: 1, quietMs: 100, modelTimeoutMs: 5_000, modelLatencyMs: 0 },
      });
      try {
        const [result] = await runPersonas(stack, {
          playbook: playbookSchema.parse(JSON.parse(text)),
          only: ['price_asker'],
          ...{ parallel: 1, patienceMs: 60_000, onPersona: () => undefined, signal: new AbortController().signal },
        });
        expect(result?.problem).toBeNull();
        expect(result?.findings.filter(finding => !finding.passed)).toEqual([]);
        answers.push(result?.said.at(-1)?.text);
      } finally {
        await stack.stop();
      }
    }
    expect(answers[0]).toContain('$120');
    expect(answers[1]).toContain('$135');
  }, 150_000);
});
