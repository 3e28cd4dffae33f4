import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LONG_FORMS, longFormsIn } from './long.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('names what there is', () => {
  for (const { args, project } of LONG_FORMS)
    expect(globSync(`${args[0]}*.${project}.test.ts`, { cwd: root }), args[0]).not.toEqual([]);
});

it('runs what is asked for', () => {
  expect(longFormsIn([])).toBeNull();
  expect(longFormsIn(['--only=worker'])).toBeNull();
  expect(longFormsIn(['--long'])).toHaveLength(LONG_FORMS.length);
  expect(longFormsIn(['--long=cuts,clocks'])?.map(form => form.name)).toEqual(['cuts', 'clocks']);
  expect(() => longFormsIn(['--long=nothing'])).toThrow('webhooks');
  expect(() => longFormsIn(['--long', '--report'])).toThrow('alone');
});
