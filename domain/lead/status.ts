/** The lead's stored status, moved by what the agent learns (X-STATUS). A status a person set stays. */
import type { LeadStatus } from '../words.ts';

/** Moves the agent may make; never backwards, never out of an outcome. */
const MOVES: Partial<Record<LeadStatus, LeadStatus[]>> = {
  NEW: ['QUALIFYING', 'QUALIFIED', 'ENGAGED'],
  QUALIFYING: ['QUALIFIED', 'ENGAGED', 'DISQUALIFIED'],
  QUALIFIED: ['ENGAGED'],
  ENGAGED: ['HOT'],
};

export interface LeadFacts {
  requiredKnown: boolean;
  ctaTaken: boolean;
}

export function nextLeadStatus(current: LeadStatus, setByPerson: boolean, facts: LeadFacts): LeadStatus {
  if (setByPerson) return current;
  const wanted: LeadStatus = facts.ctaTaken ? 'ENGAGED' : facts.requiredKnown ? 'QUALIFIED' : 'QUALIFYING';
  return MOVES[current]?.includes(wanted) ? wanted : current;
}
