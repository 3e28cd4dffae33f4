/** Which kills it takes to give every cell its trials: one kill serves many steps at once. Pure. */
import { kindOf } from '../steps.ts';
import type { Target } from '../targets.ts';

/** Turns that stand still at once: more would only cost time. */
const TURN_STEPS_AT_ONCE = 6;

export interface Cell {
  target: Target;
  step: string;
}

/**
 * @param kills at least so many for every cell.
 * @returns for each kill the steps that hold conversations then: any of a turn, at most one of each other kind.
 */
export function planKills(cells: Cell[], kills: number): { target: Target; steps: string[] }[] {
  const rounds: { target: Target; steps: string[] }[] = [];
  for (const [target, mine] of Map.groupBy(cells, cell => cell.target)) {
    const of = (kind: string): string[] => mine.map(cell => cell.step).filter(step => kindOf(step) === kind);
    const turns = of('turn');
    const groups = Math.ceil(turns.length / TURN_STEPS_AT_ONCE);
    const variants = Math.max(groups, ...['relay', 'intake', 'webhook'].map(kind => of(kind).length));
    for (let number = 0; number < kills * variants; number++) {
      const variant = number % variants;
      const others = ['relay', 'intake', 'webhook'].flatMap(kind => of(kind).slice(variant, variant + 1));
      const group = variant < groups ? turns.filter((_, index) => index % groups === variant) : [];
      const steps = [...others, ...group];
      if (steps.length > 0) rounds.push({ target, steps });
    }
  }
  return rounds;
}
