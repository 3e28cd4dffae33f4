/** What an organization has set changes rarely: asked for again after a while, and never twice at once. */
import type { Tx } from '../../db/database.ts';
import type { Ports } from '../ports.ts';

const ORGANIZATIONS = 1_000;

/** @param ms how long an answer counts; a question that failed is asked again at once. */
export function knownFor<T>(
  ms: number,
  ask: (tx: Tx, key: { orgId: string }) => Promise<T>,
): (ports: Ports, orgId: string) => Promise<T> {
  // Of one record: another one may have an organization of the same id.
  const records = new WeakMap<Ports['db'], Map<string, { at: number; answer: Promise<T> }>>();
  return (ports, orgId) => {
    const known = records.get(ports.db) ?? new Map<string, { at: number; answer: Promise<T> }>();
    records.set(ports.db, known);
    const cached = known.get(orgId);
    const now = ports.clock.now();
    if (cached && now - cached.at < ms) return cached.answer;
    const answer = ports.db.withOrg(orgId, tx => ask(tx, { orgId }));
    answer.catch(() => known.delete(orgId));
    if (known.size > ORGANIZATIONS) known.clear();
    known.set(orgId, { at: now, answer });
    return answer;
  };
}
