import { describe, expect, it } from 'vitest';
import { type Area, PERMISSIONS, read, write } from './permission.ts';
import { inScope, lesser, SCOPES, scopesOf } from './scopes.ts';

describe('B-KEY-1: scopes', () => {
  it('let through what they name: write includes read, and nothing else', () => {
    for (const area of Object.keys(PERMISSIONS) as Area[]) {
      const reading = SCOPES.filter(scope => scope === `${area}:read`);
      const writing = SCOPES.filter(scope => scope === `${area}:write`);
      const forKeys = reading.length === 1;
      expect(inScope(reading, read(area)), area).toBe(forKeys);
      expect(inScope(reading, write(area)), area).toBe(false);
      expect(inScope(writing, read(area)), area).toBe(forKeys);
      expect(inScope(writing, write(area)), area).toBe(forKeys);
      const others = SCOPES.filter(scope => !scope.startsWith(`${area}:`));
      expect(inScope(others, read(area)), area).toBe(false);
    }
  });

  it('never reach accounts, people, money, payloads, the machine or erasure', () => {
    for (const area of ['self', 'team', 'billing', 'payloads', 'operations', 'erasure'] as const)
      expect(inScope(SCOPES, read(area)), area).toBe(false);
  });

  it('a role gives no more than it has', () => {
    expect(scopesOf('VIEWER').some(scope => scope.endsWith(':write'))).toBe(false);
    expect(scopesOf('AGENT')).not.toContain('settings:read');
    expect(scopesOf('OWNER')).toContain('whatsapp:write');
    expect([lesser('OWNER', 'AGENT'), lesser('VIEWER', 'ADMIN')]).toEqual(['AGENT', 'VIEWER']);
  });
});
