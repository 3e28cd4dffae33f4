/** What came of the hostile runs, by failure mode. */
import type { HostileOutcome, HostileRun } from './run.ts';

export interface HostileTotals {
  runs: number;
  messages: number;
  bad: number;
  unanswered: number;
  /** Runs in which a person was called. */
  escalated: number;
}

export function hostileTotals(runs: HostileRun[]): HostileTotals {
  return {
    runs: runs.length,
    messages: runs.reduce((sum, run) => sum + run.sent.length, 0),
    bad: runs.filter(run => run.bad.length > 0).length,
    unanswered: runs.filter(run => run.unanswered).length,
    escalated: runs.filter(run => run.facts?.escalation).length,
  };
}

export function hostileTable({ runs, followUps }: HostileOutcome, durationMs: number): string {
  const modes = [...new Set(runs.map(run => run.attack.mode))];
  const row = (name: string, of: HostileRun[]): string => {
    const totals = hostileTotals(of);
    return `${name.padEnd(40)}${[totals.runs, totals.messages, totals.escalated, totals.bad, totals.unanswered].map(value => String(value).padStart(12)).join('')}`;
  };
  const wrong = runs.filter(run => run.bad.length > 0 || run.unanswered);
  return [
    '',
    `${'failure mode'.padEnd(40)}${['runs', 'messages', 'person', 'bad', 'unanswered'].map(name => name.padStart(12)).join('')}`,
    '-'.repeat(100),
    ...modes.map(mode =>
      row(
        mode,
        runs.filter(run => run.attack.mode === mode),
      ),
    ),
    '-'.repeat(100),
    `${row('all', runs)}      ${(durationMs / 1000).toFixed(0)} s`,
    `three hours later: ${typeof followUps === 'number' ? `${followUps} follow-ups, judged with the rest` : followUps}`,
    ...wrong.flatMap(run => [
      `\n✗ ${run.attack.mode} (${run.thinking}): ${JSON.stringify(run.attack.faults).slice(0, 200)}`,
      ...(run.unanswered ? ['    neither answered nor a person called'] : []),
      ...run.bad.map(text => `    ${text}`),
    ]),
  ].join('\n');
}
