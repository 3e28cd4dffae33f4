import { describe, expect, it } from 'vitest';
import type { ModelView } from '../../../../../api/contracts/models.ts';
import { typedModelSchema } from '../../../../../domain/model/settings.ts';
import { bodyOf, formOf, problemsOf } from './form.ts';

const view: ModelView = {
  provider: 'compatible',
  baseUrl: 'https://models.example/v1',
  model: 'big',
  models: { extract: null, plan: null, write: 'poet', critique: null, simple: null, summarize: null },
  temperature: 0.7,
  prices: { big: { inputMicrosPerMillion: 500_000, outputMicrosPerMillion: 2_000_000 } },
  hasKey: true,
  keyEnd: '9876',
  installation: {},
};

describe('B-AI-7: the form of the model settings', () => {
  it('sends what it was given, and no key that was not typed', () => {
    const { hasKey: _, keyEnd: __, installation: ___, ...settings } = view;
    expect(bodyOf(formOf(view))).toEqual(settings);
    expect(typedModelSchema.safeParse(bodyOf(formOf(view))).success).toBe(true);
    expect(bodyOf({ ...formOf(view), apiKey: ' sk-new ' }).apiKey).toBe('sk-new');
  });

  it('sends no names and no address with the installation’s model', () => {
    expect(bodyOf({ ...formOf(view), provider: 'installation' })).toMatchObject({
      baseUrl: null,
      model: null,
      models: { write: null },
      temperature: 0.7,
    });
  });

  it('says what is missing, by field', () => {
    const empty = {
      ...formOf(view),
      baseUrl: 'models',
      model: '',
      temperature: '3',
      prices: { big: { input: '1', output: '' } },
    };
    expect(problemsOf(empty, true)).toEqual({
      temperature: expect.any(String),
      'price big': expect.any(String),
      model: expect.any(String),
      baseUrl: expect.any(String),
    });
    expect(problemsOf({ ...formOf(view), provider: 'openai' }, false)).toEqual({ apiKey: expect.any(String) });
    expect(problemsOf(formOf(view), false)).toEqual({});
  });
});
