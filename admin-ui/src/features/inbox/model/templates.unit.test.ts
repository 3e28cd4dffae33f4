import { describe, expect, it } from 'vitest';
import type { TemplateView } from '../../../../../api/contracts/templates.ts';
import { asked, changed, filled, found, problemOf } from './templates.ts';

const template = (given: Partial<TemplateView> = {}): TemplateView => ({
  name: 'lead_followup',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  quality: null,
  preview: 'Hello Asha',
  header: null,
  body: 'Hello {{1}}, this is {{ 2 }}. {{1}}!',
  footer: null,
  buttons: [],
  variables: [
    { part: 'BODY', variable: '1', text: 'Asha' },
    { part: 'BODY', variable: '2', text: null },
    { part: 'BODY', variable: '1', text: 'Asha' },
  ],
  priceMicros: 8_200,
  sendable: false,
  why: null,
  blocked: null,
  ...given,
});

describe('a template that a person fills (A-PRICE-6)', () => {
  it('asks for each variable once, and shows what is typed everywhere it stands', () => {
    const { variables, body } = template();
    expect(asked(variables).map(({ variable }) => variable)).toEqual(['1', '2']);
    expect(filled(body, 'BODY', variables, {})).toBe('Hello Asha, this is {{ 2 }}. Asha!');
    expect(filled(body, 'BODY', variables, { 'BODY:1': 'Ben', 'BODY:2': 'Sunset' })).toBe(
      'Hello Ben, this is Sunset. Ben!',
    );
  });

  it('may be sent when nothing blocks it and nothing is empty, and tells only what is not known anyway', () => {
    expect(problemOf(template(), {})).toBe('Fill in {{2}}.');
    expect(problemOf(template(), { 'BODY:2': ' ' })).toBe('Fill in {{2}}.');
    expect(problemOf(template(), { 'BODY:2': 'Sunset' })).toBeNull();
    expect(problemOf(template({ blocked: 'no' }), { 'BODY:2': 'Sunset' })).toBe('no');
    expect(changed(template(), { 'BODY:1': 'Asha', 'BODY:2': ' Sunset ' })).toEqual([
      { part: 'BODY', variable: '2', text: 'Sunset' },
    ]);
  });

  it('is found by its name and words, those that may be sent first', () => {
    const all = [template({ name: 'one', blocked: 'no' }), template({ name: 'two_words' })];
    expect(found(all, '').map(({ name }) => name)).toEqual(['two_words', 'one']);
    expect(found(all, 'two words').map(({ name }) => name)).toEqual(['two_words']);
    expect(found(all, 'asha').length).toBe(2);
    expect(found(all, 'nothing like it')).toEqual([]);
  });
});
