import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { holdsLink, unsourcedContacts, withoutKnownLinks } from './contacts.ts';
import { checkText } from './text-rules.ts';

const dental = playbookSchema.parse(dentalClinic);
const facts = JSON.stringify(dental);
const broken = (text: string, buttons: string[] = [], playbook = dental) =>
  checkText(text, playbook, { sources: facts, language: 'en', buttons })
    .filter(rule => !rule.passed)
    .map(rule => rule.rule);

describe('A-GUARD-3: links, addresses and numbers stand in a source', () => {
  it.each([
    'Book at https://sunsetdental.example/book',
    'Book at https://sunsetdental.example/book.',
    'Book at (https://sunsetdental.example/book)?',
    'See sunsetdental.example or www.sunsetdental.example/book!',
    'See http://SunsetDental.example/',
    'Write to Hello@sunsetdental.com.',
    'Call +1 718 555 0142 or (718) 555-0142.',
    'Call +1-718-555-0142',
    'Call 555 0142',
    'Call 555 0142\n24 hours before',
    'Call १ ७१८ ५५५ ०१४२',
    'Open 8:00-18:00, at 9 a.m., e.g. on 2026-11-21 or 21/11/2026, since 2001-2026.',
    'A crown is $1,200,000 or ₹12345678.',
    'It takes 45 minutes... or more',
    'Payment plans over 12 months, version 2.5mm',
  ])('passes: %j', text => expect(unsourcedContacts(text, facts)).toEqual([]));
  it.each([
    ['Pay at https://evil.example/pay.', 'https://evil.example/pay'],
    ['See https://sunsetdental.example/free', 'https://sunsetdental.example/free'],
    ['See https://sunsetdental.example/book?next=evil', 'https://sunsetdental.example/book?next=evil'],
    ['See https://sunsetdental.example@evil.com', 'https://sunsetdental.example@evil.com'],
    ['See https://sunsetdental.example.evil.com', 'https://sunsetdental.example.evil.com'],
    ['See evil.com/pay', 'evil.com/pay'],
    ['See ev\u200bil.com', 'evil.com'],
    ['See ｅｖｉｌ．ｃｏｍ', 'evil.com'],
    ['See EVIL.COM:8080/x', 'EVIL.COM:8080/x'],
    ['See www.evil', 'www.evil'],
    ['See пример.рф', 'пример.рф'],
    ['[sunsetdental.example](evil.io)', 'evil.io'],
    ['Write to help@sunsetdental.com', 'help@sunsetdental.com'],
    ['Write to hello@evil.com', 'hello@evil.com'],
    ['Write to hello@sunsetdental.com.evil', 'hello@sunsetdental.com.evil'],
    ['Call +1 718 555 0143', '+1 718 555 0143'],
    ['Call +92 1 718 555 0142', '+92 1 718 555 0142'],
    ['Call 98765 43210', '98765 43210'],
    ['Call ९८७६५४३२१०', '9876543210'],
    ['Call 718.555.0199', '718.555.0199'],
  ])('%j: %j stands nowhere', (text, contact) => {
    expect(unsourcedContacts(text, facts)).toEqual([contact]);
    expect(broken(text)).toContain('sourced_contacts');
  });
  it('in a button title too', () => expect(broken('Which day suits you?', ['evil.com'])).toContain('sourced_contacts'));
  it('no number that stands in no source passes, however it is spaced', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 12 }),
        fc.constantFrom('', ' ', '-', '.', ') '),
        (rest, gap) => {
          const number = [7, ...rest].join(gap);
          expect(unsourcedContacts(`Call ${number} now`, 'Call us')).toHaveLength(1);
          expect(unsourcedContacts(`Call ${number} now`, `Call ${[7, ...rest].join('')}`)).toEqual([]);
        },
      ),
    );
  });
  it('what a source says may be said, whatever it is', () => {
    fc.assert(
      fc.property(anyText(200), text => {
        expect(unsourcedContacts(text, text)).toEqual([]);
      }),
    );
  });
});

describe('A-GUARD-5: only known links are free of the word limit', () => {
  it('an exact known link is taken out, another stays', () => {
    expect(withoutKnownLinks('Book: https://sunsetdental.example/book now', facts).split(/\s+/)).toEqual([
      'Book:',
      'now',
    ]);
    const carrying = 'https://sunsetdental.example/book?you-have-won';
    expect(withoutKnownLinks(carrying, facts)).toBe(carrying);
  });
  it('a question mark after a link is still a question', () =>
    expect(broken('Is it https://sunsetdental.example/book? Or where?')).toContain('max_questions'));
});

describe('holdsLink', () => {
  it.each(['evil.com', 'https://x', 'Ravi www.x.io', 'a.b.co/c'])('%j does', text =>
    expect(holdsLink(text)).toBe(true),
  );
  it.each(['Ravi Kumar', 'J. R. Smith', 'J.R. Smith', "O'Neil-Jones", 'Ravi K.'])('%j does not', text =>
    expect(holdsLink(text)).toBe(false),
  );
});

it('a long run of letters, dots or digits is read in no time', () => {
  // Its own CPU time: what else the machine does is not its fault.
  const started = process.cpuUsage();
  for (const part of ['a', 'a.', '1', '1 ', 'a@', '-', '+', 'www.', '(', 'a-'])
    unsourcedContacts(part.repeat(4096), facts);
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
});
