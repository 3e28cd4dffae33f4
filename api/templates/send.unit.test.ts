import { describe, expect, it } from 'vitest';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { TemplateRow } from '../../db/template/queries.ts';
import { blockedBecause } from './send.ts';

const why = (status: string, category = 'UTILITY', contact = {}) =>
  blockedBecause(
    { status, category, components: [{ type: 'BODY', text: 'Hello' }] } as unknown as TemplateRow,
    {
      contact: { marketingStoppedAt: null, marketingOptInAt: null, ...contact },
    } as unknown as LoadedConversation,
  );

describe('A-PRICE-5, A-ENUM-11: only an approved template may be sent', () => {
  it('not one that is pending, rejected, paused or gone', () => {
    expect(why('APPROVED')).toBeNull();
    for (const status of ['PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'DELETED', ''])
      expect(why(status)).toContain(`not approved it (${status})`);
  });
  it('marketing needs the customer’s word besides, utility and authentication do not', () => {
    expect(why('APPROVED', 'AUTHENTICATION')).toBeNull();
    expect(why('APPROVED', 'MARKETING')).toMatch(/has not agreed/);
    expect(why('APPROVED', 'MARKETING', { marketingOptInAt: 1 })).toBeNull();
    expect(why('APPROVED', 'MARKETING', { marketingOptInAt: 1, marketingStoppedAt: 2 })).toMatch(/has stopped/);
  });
});
