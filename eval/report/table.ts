/** The table on the terminal. */
import type { EvalResult, PersonaResult } from '../results.ts';

const seconds = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`);
const money = (micros: number): string => `$${(micros / 1e6).toFixed(4)}`;

export function lineOf(result: PersonaResult, done: number, of: number): string {
  const mark = result.problem !== null ? '!' : result.failed === 0 ? '✓' : '✗';
  const score = result.problem !== null ? result.problem : `${result.passed}/${result.findings.length}`;
  return `${`${done}/${of}`.padStart(6)}  ${mark} ${result.title.padEnd(36)} ${score}`;
}

export function tableOf(result: EvalResult): string {
  const { totals } = result;
  const lines = [
    '',
    `${result.business} · ${result.playbook} · model ${result.model}${result.demoModel ? ' (simulated)' : ''} · seed ${result.seed} · commit ${result.commit}`,
    '',
    `${'persona'.padEnd(38)}${'checks'.padStart(8)}${'answers'.padStart(9)}  what is wrong`,
    '-'.repeat(100),
    ...result.personas.map(rowOf),
    '-'.repeat(100),
    `score ${totals.score} of 100: ${totals.passed} of ${totals.checks} checks; ${totals.clean} of ${totals.personas} personas clean${totals.notPlayed > 0 ? `; ${totals.notPlayed} not played` : ''}`,
    `${totals.messages} messages; first answer ${seconds(totals.medianResponseMs)} median, ${seconds(totals.p95ResponseMs)} p95; ${totals.modelCalls} model calls, ${totals.inputTokens} + ${totals.outputTokens} tokens, ${money(totals.costMicros)}; ${seconds(result.durationMs)} in all`,
  ];
  if (totals.judged !== null) lines.push(`the judge's mean: ${totals.judged} of 5`);
  if (result.demoModel)
    lines.push('The model is a simulation: these scores prove the pipeline, not the quality of answers.');
  return lines.join('\n');
}

function rowOf(one: PersonaResult): string {
  const wrong = one.findings.filter(finding => !finding.passed);
  const answers = one.said.filter(said => said.from === 'business').length;
  const text = one.problem ?? wrong.map(finding => `${finding.check}: ${finding.detail}`).join(' | ');
  return `${one.problem !== null ? '!' : wrong.length > 0 ? '✗' : '✓'} ${one.title.padEnd(36)}${`${one.passed}/${one.findings.length}`.padStart(8)}${String(answers).padStart(9)}  ${text.replace(/\s+/g, ' ').slice(0, 220)}`;
}

/** Two playbooks side by side. */
export function comparisonOf(a: EvalResult, b: EvalResult): string {
  const row = (name: string, of: (result: EvalResult) => string): string =>
    `${name.padEnd(30)}${of(a).padStart(18)}${of(b).padStart(18)}`;
  const changed = a.personas.flatMap(one => {
    const other = b.personas.find(candidate => candidate.key === one.key);
    return other && other.failed !== one.failed
      ? [`  ${one.title.padEnd(36)} ${one.failed} wrong → ${other.failed} wrong`]
      : [];
  });
  return [
    '',
    row('', result => result.playbook.slice(-17)),
    row('score of 100', ({ totals }) => String(totals.score)),
    row('personas clean', ({ totals }) => `${totals.clean}/${totals.personas}`),
    row('checks passed', ({ totals }) => `${totals.passed}/${totals.checks}`),
    row('messages', ({ totals }) => String(totals.messages)),
    row('first answer, median', ({ totals }) => seconds(totals.medianResponseMs)),
    row('tokens', ({ totals }) => String(totals.inputTokens + totals.outputTokens)),
    row('cost', ({ totals }) => money(totals.costMicros)),
    row("judge's mean of 5", ({ totals }) => String(totals.judged ?? '-')),
    ...(changed.length > 0
      ? ['', 'Where they differ:', ...changed]
      : ['', 'No persona has another number of failed checks.']),
  ].join('\n');
}
