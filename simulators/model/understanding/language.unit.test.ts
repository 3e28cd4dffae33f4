import { describe, expect, it } from 'vitest';
import { detectLanguage } from './language.ts';

describe('detectLanguage', () => {
  it.each([
    ['how much is a cleaning?', 'en'],
    ['kitna lagega bhai?', 'hi-en'],
    ['क्या आप बीमा लेते हैं?', 'hi'],
    ['¿Aceptan seguro?', 'es'],
    ['Bonjour, combien pour le nettoyage?', 'fr'],
    ['Hallo, wie viel kostet das?', 'de'],
  ])('%s is %s', (text, code) => {
    expect(detectLanguage(text)).toMatchObject({ code, certain: true });
  });

  it('is uncertain where nothing tells', () => {
    for (const text of ['ok', '120', '👍', '']) expect(detectLanguage(text).certain).toBe(false);
  });
});
