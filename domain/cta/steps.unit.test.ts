import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Playbook, playbookSchema } from '../playbook/playbook.ts';
import { isPerson, trackable, withLink } from './click.ts';
import { type CtaRecords, mayOffer } from './cta.ts';
import { applyCompleted, applyStep, progressOf, stepsOf } from './steps.ts';

const playbook = (patch: Record<string, unknown> = {}): Playbook =>
  playbookSchema.parse({
    agentName: 'Sunny',
    business: { name: 'Sunset Dental', offer: 'Dentistry' },
    ctas: [
      { type: 'BOOK_CALL', label: 'Book', ...patch },
      { type: 'PAYMENT', label: 'Pay' },
    ],
  });
const NOW = 1_000;

describe('A-CTA-4: steps of a call to action', () => {
  it('are ordered: the usual ones, or the playbook’s own', () => {
    expect(stepsOf('BOOK_CALL', playbook())).toEqual(['click', 'slot_picked', 'confirmed']);
    expect(stepsOf('PAYMENT', playbook())).toEqual(['click', 'page', 'paid']);
    expect(stepsOf('BOOK_CALL', playbook({ steps: ['call', 'visit'] }))).toEqual(['call', 'visit']);
  });
  it('each keeps its time and source; the first is the click, the last completes', () => {
    let records: CtaRecords = {};
    records = applyStep(records, 'PAYMENT', 'click', 'click', playbook(), 1);
    records = applyStep(records, 'PAYMENT', 'page', 'webhook', playbook(), 2);
    expect(records.PAYMENT?.state).toBe('CLICKED');
    expect(progressOf('PAYMENT', records, playbook())).toEqual([
      { step: 'click', state: 'done', at: 1, source: 'click' },
      { step: 'page', state: 'done', at: 2, source: 'webhook' },
      { step: 'paid', state: 'open', at: null, source: null },
    ]);
    records = applyStep(records, 'PAYMENT', 'paid', 'webhook', playbook(), 3);
    expect(records.PAYMENT).toMatchObject({ state: 'COMPLETED', changedAt: 3 });
  });
  it('completed at once has no step open; one taken up after a no begins anew', () => {
    const done = applyCompleted({}, 'BOOK_CALL', 'webhook', playbook(), NOW);
    expect(progressOf('BOOK_CALL', done, playbook()).map(step => step.state)).toEqual(['done', 'done', 'done']);
    const no: CtaRecords = { BOOK_CALL: { state: 'DECLINED', changedAt: 0 } };
    expect(applyStep(no, 'BOOK_CALL', 'click', 'click', playbook(), NOW).BOOK_CALL?.state).toBe('CLICKED');
  });
  it('whatever comes, however often and in whatever order: done stays done, and completed is never offered again', () => {
    const event = fc.record({ step: fc.constantFrom('click', 'page', 'paid', 'nonsense'), at: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), events => {
        let records: CtaRecords = {};
        for (const { step, at } of events) {
          const before = progressOf('PAYMENT', records, playbook()).filter(one => one.state === 'done');
          records = applyStep(records, 'PAYMENT', step, 'webhook', playbook(), at);
          const after = progressOf('PAYMENT', records, playbook());
          for (const { step: was, at: wasAt } of before)
            expect(after.find(one => one.step === was)).toMatchObject({ state: 'done', at: wasAt });
          expect(applyStep(records, 'PAYMENT', step, 'webhook', playbook(), at + 1)).toEqual(records);
        }
        const paid = events.some(({ step }) => step === 'paid');
        expect(records.PAYMENT?.state === 'COMPLETED').toBe(paid);
        if (paid) expect(mayOffer('COMPLETED')).toBe(false);
      }),
    );
  });
});

describe('A-CTA-4: tracked links', () => {
  const PHONE =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1';
  it.each([
    ['GET', PHONE, '', true],
    ['HEAD', PHONE, '', false],
    ['GET', PHONE, 'prefetch;prerender', false],
    ['GET', 'WhatsApp/2.25.1 A', '', false],
    ['GET', 'facebookexternalhit/1.1', '', false],
    ['GET', 'Mozilla/5.0 (compatible; Googlebot/2.1)', '', false],
    ['GET', 'TelegramBot (like TwitterBot)', '', false],
    ['GET', '', '', false],
  ])('%s by %j (%j) is a person: %s', (method, userAgent, purpose, person) =>
    expect(isPerson({ method, userAgent, purpose })).toBe(person),
  );
  it('only what a browser opens is tracked, and only as a whole address', () => {
    expect([
      trackable('https://a.example'),
      trackable('javascript:alert(1)'),
      trackable('call us'),
      trackable(null),
    ]).toEqual(['https://a.example', null, null, null]);
    const by = 'https://p.example/l/x$1';
    expect(withLink('See https://a.example/book.', 'https://a.example/book', by)).toBe(`See ${by}.`);
    for (const other of ['https://a.example/bookings', 'https://a.example/book/2', 'https://a.example/book?x=1'])
      expect(withLink(other, 'https://a.example/book', by)).toBe(other);
    expect(withLink('https://a.example.org', 'https://a.example', by)).toBe('https://a.example.org');
  });
});
