import { describe, expect, it } from 'vitest';
import { ownerSentence } from './history.ts';

const sentence = (action: string, outcome: string, who: Parameters<typeof ownerSentence>[1]) =>
  ownerSentence({ outcome, data: { action } }, who);
const mara = { type: 'member', name: 'Mara' } as const;

describe('a change of ownership in words', () => {
  it.each([
    [sentence('takeover', 'HUMAN', mara), 'Mara took over'],
    [sentence('takeover', 'HUMAN', { type: 'member', name: null }), 'Answered on the business phone'],
    [sentence('release', 'AI', mara), 'Mara handed back'],
    [sentence('release', 'AI', { type: 'agent', name: null }), 'Nobody answered: handed back to the AI'],
    [sentence('mode', 'APPROVAL', mara), 'Mara asked the AI for drafts only'],
    [sentence('opt_out', 'PAUSED', { type: 'customer', name: null }), 'The customer opted out'],
    [sentence('takeover', 'HUMAN', null), 'Somebody took over'],
    [sentence('something_new', 'AI', mara), 'Changed hands'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});
