import type { Facts, Finding, Said, Transcript } from './types.ts';

/** One persona's outcome, as it is stored and shown. */
export interface PersonaResult {
  key: string;
  title: string;
  about: string;
  findings: Finding[];
  passed: number;
  failed: number;
  said: Said[];
  facts: Facts | null;
  /** First answers, milliseconds. */
  responseMs: number[];
  verdict: Verdict | null;
  /** Why it could not be played. */
  problem: string | null;
}

/** What a judge (a real model) makes of a transcript; 1 to 5. */
export interface Verdict {
  helpful: number;
  correct: number;
  tone: number;
  sells: number;
  comment: string;
}

export interface EvalResult {
  /** "version 3", "draft.json". */
  playbook: string;
  business: string;
  startedAt: string;
  durationMs: number;
  seed: number;
  commit: string;
  model: string;
  /** With the simulated model the scores prove the pipeline, not the quality of answers. */
  demoModel: boolean;
  stack: string;
  personas: PersonaResult[];
  totals: Totals;
}

export interface Totals {
  personas: number;
  /** Personas with nothing wrong. */
  clean: number;
  notPlayed: number;
  checks: number;
  passed: number;
  /** passed ÷ checks, 0-100. */
  score: number;
  messages: number;
  medianResponseMs: number | null;
  p95ResponseMs: number | null;
  modelCalls: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
  judged: number | null;
}

export function resultOf(transcript: Transcript, findings: Finding[], verdict: Verdict | null): PersonaResult {
  const { persona } = transcript;
  const passed = findings.filter(finding => finding.passed).length;
  return {
    key: persona.key,
    title: persona.title,
    about: persona.about,
    findings,
    passed,
    failed: findings.length - passed,
    said: transcript.said,
    facts: transcript.facts,
    responseMs: transcript.exchanges.flatMap(one => (one.responseMs === null ? [] : [one.responseMs])),
    verdict,
    problem: null,
  };
}

const quantile = (values: number[], share: number): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
};

export function totalsOf(personas: PersonaResult[]): Totals {
  const played = personas.filter(one => one.problem === null);
  const sum = (of: (one: PersonaResult) => number): number => personas.reduce((total, one) => total + of(one), 0);
  const checks = sum(one => one.findings.length);
  const passed = sum(one => one.passed);
  const responses = played.flatMap(one => one.responseMs);
  const verdicts = played.flatMap(one => (one.verdict ? [one.verdict] : []));
  return {
    personas: personas.length,
    clean: played.filter(one => one.failed === 0).length,
    notPlayed: personas.length - played.length,
    checks,
    passed,
    score: checks === 0 ? 0 : Math.round((1000 * passed) / checks) / 10,
    messages: sum(one => one.said.filter(said => said.from === 'business').length),
    medianResponseMs: quantile(responses, 0.5),
    p95ResponseMs: quantile(responses, 0.95),
    modelCalls: sum(one => one.facts?.modelCalls ?? 0),
    inputTokens: sum(one => one.facts?.inputTokens ?? 0),
    outputTokens: sum(one => one.facts?.outputTokens ?? 0),
    costMicros: sum(one => one.facts?.costMicros ?? 0),
    judged:
      verdicts.length === 0
        ? null
        : Math.round(
            (100 * verdicts.reduce((total, one) => total + one.helpful + one.correct + one.tone + one.sells, 0)) /
              (verdicts.length * 4),
          ) / 100,
  };
}
