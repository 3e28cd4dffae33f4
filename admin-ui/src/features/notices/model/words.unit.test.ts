import { expect, it } from 'vitest';
import { NOTICE_RULES } from '../../../../../domain/notice/notice.ts';
import { KIND_WORDS } from './words.ts';

it('B-NOTE-1: what one is told of is called here as it is everywhere', () =>
  expect(KIND_WORDS).toEqual(
    Object.fromEntries(Object.entries(NOTICE_RULES).map(([kind, { label }]) => [kind, label])),
  ));
