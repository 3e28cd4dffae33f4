import { describe, expect, it } from 'vitest';
import { addressOf, modelSettingsSchema, modelsUsed, typedModelSchema } from './settings.ts';

const problems = (given: object) =>
  typedModelSchema.safeParse(given).error?.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) ?? [];

describe('B-AI-7: settings of the model', () => {
  it('asks for a model, and for an address where none is known', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ provider: 'openai' })).toEqual(['model: Name the model to use.']);
    expect(problems({ provider: 'compatible' })).toEqual([
      'model: Name the model to use.',
      'baseUrl: Give the address of the provider.',
    ]);
    expect(problems({ provider: 'compatible', model: 'a/b:free', baseUrl: 'https://openrouter.ai/api/v1' })).toEqual(
      [],
    );
    expect(problems({ provider: 'compatible', model: 'a', baseUrl: 'ftp://x' })).toEqual([
      'baseUrl: Give an http(s) address.',
    ]);
    expect(problems({ temperature: 2.1 })).toHaveLength(1);
    expect(problems({ provider: 'openai', model: 'a', apiKey: 'with space' })[0]).toMatch(/no spaces/);
  });

  it('knows the addresses of providers, and takes an own one only where it is asked for', () => {
    expect(addressOf({ provider: 'openai', baseUrl: 'https://evil.example' })).toBe('https://api.openai.com/v1');
    expect(addressOf({ provider: 'compatible', baseUrl: 'https://a.example/v1' })).toBe('https://a.example/v1');
    expect(addressOf({ provider: 'installation', baseUrl: null })).toBeNull();
  });

  it('names every model once with its roles', () => {
    const settings = modelSettingsSchema.parse({ provider: 'openai', model: 'a', models: { write: 'b', plan: 'a' } });
    expect(modelsUsed(settings)).toEqual([
      { model: 'a', roles: ['extract', 'plan', 'critique', 'simple', 'summarize'] },
      { model: 'b', roles: ['write'] },
    ]);
  });
});
