import { expect, it } from 'vitest';
import { followUpKind, type OpenThings } from './kind.ts';

const open = (patch: Partial<OpenThings> = {}): OpenThings => ({
  question: true,
  unclear: false,
  offer: false,
  sent: 0,
  left: 5,
  ...patch,
});

it.each([
  ['soft_ping', {}],
  ['clarification', { unclear: true }],
  ['value_add', { question: false }],
  ['soft_ping', { question: false, offer: true }],
  ['value_add', { sent: 1 }],
  ['value_add', { sent: 1, unclear: true }],
  ['exit', { left: 1 }],
  ['exit', { left: 1, sent: 3, question: false }],
  ['value_add', { left: 2, sent: 3 }],
] as const)('A-FOLLOW-2: %s for %j', (kind, patch) => expect(followUpKind(open(patch))).toBe(kind));
