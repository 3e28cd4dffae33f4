import type { Problem } from '../../../api/contracts/common.ts';

export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export const refuse = (status: number, code: string, detail: string, hint?: string): Refusal =>
  new Refusal({ type: `urn:parley:${code}`, title: code, status, code, detail, ...(hint ? { hint } : {}) });
