import { describe, expect, it } from 'vitest';
import type { EvalDetail, EvalPersonaView } from '../../../../../api/contracts/evals.ts';
import { firstWrong, personaRows, runName } from './result.ts';

const persona = (change: Partial<EvalPersonaView>): EvalPersonaView => ({
  version: 2,
  key: 'a',
  title: 'A',
  about: '',
  passed: 3,
  failed: 0,
  problem: null,
  findings: [],
  said: [],
  verdict: null,
  ...change,
});
const detail = (personas: EvalPersonaView[], against: number | null): EvalDetail => ({
  id: '00000000-0000-4000-8000-000000000000',
  playbookId: '00000000-0000-4000-8000-000000000000',
  version: 2,
  against,
  state: 'RUNNING',
  doing: '',
  done: 0,
  total: null,
  model: '',
  demoModel: true,
  totals: {},
  failure: null,
  createdAt: '2026-01-01T00:00:00Z',
  endedAt: null,
  personas,
});

describe('an evaluation', () => {
  it('is named by what it plays', () => {
    expect(runName({ version: 3, against: null })).toBe('Version 3');
    expect(runName({ version: 3, against: 2 })).toBe('Version 3 against 2');
  });

  it('shows personas once, both versions beside each other, what is wrong first', () => {
    const rows = personaRows(
      detail(
        [
          persona({ key: 'fine', title: 'Fine' }),
          persona({ key: 'bad', title: 'Bad', failed: 1 }),
          persona({ key: 'bad', title: 'Bad', version: 1 }),
        ],
        1,
      ),
    );
    expect(rows.map(row => row.key)).toEqual(['bad', 'fine']);
    expect(rows[0]?.outcomes.map(one => one?.version)).toEqual([2, 1]);
    expect(rows[1]?.outcomes).toEqual([expect.objectContaining({ version: 2 }), null]);
  });

  it('says what is wrong in one line', () => {
    expect(firstWrong(persona({}))).toBeNull();
    expect(firstWrong(persona({ problem: 'time cannot be moved' }))).toBe('time cannot be moved');
    expect(
      firstWrong(
        persona({
          findings: [
            { check: 'ok', passed: true, detail: '' },
            { check: 'words', passed: false, detail: '30' },
          ],
        }),
      ),
    ).toBe('words: 30');
  });
});
