import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { foldText, optOutWord } from './optout.ts';

describe('X-OPTOUT, A-GUARD-2: STOP is matched in code', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop. ',
    'STOP!!!',
    's\u200btop',
    'Please stop',
    'stop all',
    'Stop promotions',
    'Unsubscribe',
    'I want to unsubscribe',
    'How do I unsubscribe?',
    "I can't unsubscribe, help",
    'opt-out',
    'I would like to opt out of these messages',
    'Opt me out',
    'Please stop messaging me',
    'Could you stop texting me?',
    'I want you to stop sending me messages',
    'Stop sending this',
    'quit texting',
    "don't contact me",
    'Don’t message me again',
    'do not text me on this number',
    'Never write to me again.',
    'remove me from your list',
    'take me off your mailing list please',
    'ok thanks\nSTOP',
    'Not interested. Unsubscribe',
    // Hindi, Hinglish
    'बंद करो',
    'धन्यवाद। बंद करें',
    'मैसेज मत करो',
    'band karo',
    'Message mat bhejo!',
    // Spanish, French, German, Portuguese
    'BAJA',
    'Darme de baja',
    'no más mensajes',
    'ALTO',
    'arrêter',
    'Arrêt',
    'Désabonner',
    'abmelden',
    'Stopp',
    'parar',
  ])('stop: %j', text => expect(optOutWord(text)).toBe('stop'));

  it.each([
    'Can I stop by your office tomorrow?',
    "I can't stop smiling",
    "please don't stop",
    "Please don't stop texting me",
    'I do not want to unsubscribe',
    'Why did you stop sending me offers?',
    'Did you stop messaging us?',
    'I quit sending them money',
    'I quit writing novels',
    'the bus stop is near you',
    'Is there a bus stop nearby?',
    'unstoppable',
    'The bleeding does not stop',
    'It hurts non-stop',
    'Does the pain stop after a day?',
    'Can I opt out of the X-rays?',
    'How do I unsubscribe from Netflix?',
    "Don't text me before noon, I sleep",
    'Please do not contact me on Sundays',
    'A quick stop',
    'Should I quit smoking first?',
    'I want to cancel my appointment',
    'एक दिन रुकिए',
    'क्लिनिक कब बंद होता है?',
    'tengo dolor en la parte baja',
    'es un diente alto',
    '',
    '👍',
  ])('no stop: %j', text => expect(optOutWord(text)).toBeNull());

  it.each(['START', 'start', 'Unstop', 'subscribe', 'शुरू करो', 'Alta'])('start: %j', text =>
    expect(optOutWord(text)).toBe('start'),
  );
  it.each(['When can we start?', 'start by telling me the price', 'Let us start over'])('no start: %j', text =>
    expect(optOutWord(text)).toBeNull(),
  );
  it('nothing is no wish', () => expect(optOutWord(null)).toBeNull());

  it('STOP wins over START in one message', () => expect(optOutWord('start\nstop')).toBe('stop'));

  it('case, punctuation and spaces around a word never matter', () => {
    const noise = fc.string({
      unit: fc.constantFrom(' ', '!', '.', '…', '"', '*', '_', '\n', '\u200b', '🙏'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.constantFrom('stop', 'unsubscribe', 'band karo', 'बंद करो'),
        noise,
        noise,
        fc.boolean(),
        (word, before, after, upper) => {
          expect(optOutWord(`${before}${upper ? word.toUpperCase() : word}${after}`)).toBe('stop');
        },
      ),
    );
  });

  it('a word that only contains "stop" is never a stop', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnoqrstuvwxyz'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        expect(optOutWord(`${before}stop${after}`)).toBeNull();
      }),
    );
  });
});

describe('foldText', () => {
  it('folding twice is folding once, and it never throws', () => {
    fc.assert(
      fc.property(anyText(60), text => {
        const once = foldText(text);
        expect(foldText(once)).toBe(once);
      }),
    );
  });
  it('accents, apostrophes and invisible characters fold away', () => {
    expect(foldText('  Désabonner—MOI,  don’t\u00ad! ')).toBe('desabonner moi dont');
    expect(foldText('guar\u200banteed')).toBe('guaranteed');
  });
});
