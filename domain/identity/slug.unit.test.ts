import { expect, it } from 'vitest';
import { slugOf } from './slug.ts';

it.each([
  ['Sunset Dental', 'sunset-dental'],
  ['  Café Zoë & Söhne  ', 'cafe-zoe-sohne'],
  ['ग्राहक', 'organization'],
  ['x'.repeat(80), 'x'.repeat(40)],
])('C-ORG-1: %s becomes %s', (name, slug) => expect(slugOf(name)).toBe(slug));
