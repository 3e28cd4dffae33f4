import { describe, expect, it } from 'vitest';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { parseStored } from './queries.ts';

describe('a stored playbook version', () => {
  it('of an older release is read without the settings that are gone', () => {
    const stored = { ...dentalClinic, gone: true, tone: { ...dentalClinic.tone, alsoGone: 1 } };
    expect(parseStored(stored)).toEqual(parseStored(dentalClinic));
    expect(stored.gone).toBe(true);
  });
  it('that is wrong otherwise is refused', () => {
    expect(() => parseStored({ ...dentalClinic, agentName: '' })).toThrow();
    expect(() => parseStored({ ...dentalClinic, gone: 1, agentName: '' })).toThrow();
  });
});
