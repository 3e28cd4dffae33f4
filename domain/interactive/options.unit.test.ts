import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMemory } from '../conversation/memory.ts';
import { type IntakeField, playbookSchema } from '../playbook/playbook.ts';
import { applyReply, type Tapped, tappedExtraction } from './apply.ts';
import { interactive, numberedReplyId, numberedText, optionsFor, sendable } from './options.ts';
import { actionOf, ctaReplyId, slotReplyId } from './reply.ts';

const NOW = Date.UTC(2026, 10, 21, 15);
const field = (patch: Partial<IntakeField>): IntakeField => ({
  key: 'visit',
  question: 'What for?',
  type: 'choice',
  choices: ['Check-up', 'Cleaning'],
  timing: 'required',
  ...patch,
});
const playbookOf = (fields: IntakeField[], link: string | null = null) =>
  playbookSchema.parse({
    agentName: 'Sunny',
    business: { name: 'Sunset Dental', offer: 'Dentistry' },
    checklist: fields,
    ctas: [{ type: 'BOOK_CALL', label: 'Book a visit', link }],
  });
const written = (text = 'What brings you in?', titles: string[] = []) => ({
  text,
  language: 'en',
  buttons: titles.map((title, index) => ({ id: `x${index}`, title })),
});
const offer = { askSlot: null, cta: 'BOOK_CALL' as const };
const ask = { askSlot: 'visit', cta: null };
const state = (patch: Partial<Tapped> = {}): Tapped => ({
  memory: emptyMemory(),
  ctas: {},
  stage: 'QUALIFICATION',
  ...patch,
});

describe('A-WA-6: what the customer may tap', () => {
  it('few short choices are buttons, more or longer ones a list with the whole words below', () => {
    const few = optionsFor(written(), ask, playbookOf([field({})]));
    expect(interactive('What brings you in?', few, 'en')).toEqual({
      kind: 'buttons',
      text: 'What brings you in?',
      buttons: [
        { id: 'slot:visit:Check-up', title: 'Check-up' },
        { id: 'slot:visit:Cleaning', title: 'Cleaning' },
      ],
    });
    const long = 'A broken tooth or toothache, today if possible';
    const many = optionsFor(written(), ask, playbookOf([field({ choices: ['Check-up', 'Cleaning', long] })]));
    expect(interactive('What brings you in?', many, 'es')).toEqual({
      kind: 'list',
      text: 'What brings you in?',
      button: 'Elegir',
      sections: [
        {
          title: '',
          rows: [
            { id: 'slot:visit:Check-up', title: 'Check-up', description: null },
            { id: 'slot:visit:Cleaning', title: 'Cleaning', description: null },
            { id: `slot:visit:${long}`, title: 'A broken tooth or tooth…', description: long },
          ],
        },
      ],
    });
  });
  it('yes and no come in the language of the answer; an offer without a link can be taken or declined', () => {
    const fields = [field({ type: 'yes_no', choices: [] })];
    expect(optionsFor({ ...written(), language: 'hi' }, ask, playbookOf(fields)).map(option => option.title)).toEqual([
      'हाँ',
      'नहीं',
    ]);
    expect(optionsFor(written('Shall we?'), offer, playbookOf([])).map(({ id, title }) => [id, title])).toEqual([
      ['cta:BOOK_CALL:yes', 'Book a visit'],
      ['cta:BOOK_CALL:no', 'Not now'],
    ]);
    expect(optionsFor(written('Shall we?'), offer, playbookOf([], 'https://a.example'))).toEqual([]);
  });
  it('a text that asks nothing carries no choices of the field', () =>
    expect(optionsFor(written('Thank you.'), ask, playbookOf([field({})]))).toEqual([]));
  it('what the writer proposes sets the field it asked for, and nothing otherwise', () => {
    const book = playbookOf([field({ type: 'text', choices: [] })]);
    expect(optionsFor(written('When?', ['Morning']), ask, book)[0]?.id).toBe('slot:visit:Morning');
    expect(optionsFor(written('When?', ['Morning']), null, book)[0]?.id).toBe('say:1');
  });
  it('more than ten are cut to ten rows', () => {
    const twelve = Array.from({ length: 12 }, (_, at) => ({
      id: `say:${at}`,
      title: `Choice ${at}`,
      description: null,
    }));
    const content = interactive('Which one?', twelve, 'en');
    expect(content.kind === 'list' && content.sections[0]?.rows).toHaveLength(10);
  });
  it('whatever is proposed, the message keeps the limits of the provider', () => {
    const option = fc.record({
      id: fc.string({ maxLength: 260 }),
      title: fc.string({ maxLength: 24 }),
      description: fc.option(fc.string({ maxLength: 72 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(option, { maxLength: 20 }), fc.string({ maxLength: 5_000 }), (options, text) => {
        const content = interactive(text, options, 'en');
        if (content.kind === 'buttons') {
          expect(content.buttons.length).toBeGreaterThan(0);
          expect(content.buttons.length).toBeLessThanOrEqual(3);
          expect(content.buttons.every(({ title }) => title.length <= 20 && title.trim() !== '')).toBe(true);
          expect(new Set(content.buttons.map(({ title }) => title)).size).toBe(content.buttons.length);
          expect(text.length).toBeLessThanOrEqual(1024);
        }
        if (content.kind === 'list') {
          const rows = content.sections.flatMap(section => section.rows);
          expect(rows.length).toBeLessThanOrEqual(10);
          expect(rows.every(({ id, title }) => id.length <= 200 && title.length <= 24)).toBe(true);
          expect(rows.every(({ description }) => (description ?? '').length <= 72)).toBe(true);
          expect(text.length).toBeLessThanOrEqual(4096);
        }
        if (content.kind === 'text') expect(content.text).toBe(text);
      }),
    );
  });
  it('every choice of every playbook comes back as itself', () => {
    const choices = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 72 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(choices, found => {
        const book = playbookOf([field({ choices: found })]);
        for (const { id } of sendable(optionsFor(written(), ask, book))) {
          const action = actionOf(id, book);
          if (action?.kind === 'slot') expect(found).toContain(action.value);
          else expect(found.every(choice => choice.trim() !== '' && slotReplyId('visit', choice) !== id)).toBe(false);
        }
      }),
    );
  });
});

describe('A-WA-6: what a tap means', () => {
  const book = playbookOf([field({}), field({ key: 'insured', type: 'yes_no', choices: [] })]);
  it.each([
    null,
    '',
    'say:1',
    'slot:gone:x',
    'slot:visit:Whitening',
    'slot:insured:maybe',
    'cta:PAYMENT:yes',
    'cta:BOOK_CALL:x',
    'slot:visit:',
  ])('the stale or foreign id %j stands for nothing', id => expect(actionOf(id, book)).toBeNull());
  it('no id whatever breaks it', () =>
    fc.assert(
      fc.property(fc.string(), id => {
        expect(actionOf(id, book)).toBeNull();
      }),
    ));
  it('sets the slot as stated, over anything but what a person set', () => {
    const action = actionOf(slotReplyId('visit', 'Cleaning'), book);
    if (!action) throw new Error('no action');
    const context = { playbook: book, messageId: 'm1', now: NOW };
    const slot = { value: 'Check-up', confidence: 1, sourceMessageId: 'm0', setBy: 'agent' as const, at: 0 };
    const before = state({ memory: { ...emptyMemory(), slots: { visit: slot } } });
    const after = applyReply(before, action, context);
    expect(after.memory.slots.visit).toMatchObject({ value: 'Cleaning', confidence: 1, sourceMessageId: 'm1' });
    expect(after.memory.slotHistory[0]).toMatchObject({ value: 'Check-up', reason: 'replaced' });
    const typed = state({ memory: { ...emptyMemory(), slots: { visit: { ...slot, setBy: 'person' } } } });
    expect(applyReply(typed, action, context).memory.slots.visit?.value).toBe('Check-up');
  });
  it('takes or declines the offer; what is completed stays completed', () => {
    const yes = actionOf(ctaReplyId('BOOK_CALL', true), book);
    const no = actionOf(ctaReplyId('BOOK_CALL', false), book);
    if (!yes || !no) throw new Error('no action');
    const context = { playbook: book, messageId: 'm1', now: NOW };
    expect(applyReply(state(), yes, context)).toMatchObject({
      ctas: { BOOK_CALL: { state: 'CLICKED', changedAt: NOW } },
      stage: 'CTA_IN_PROGRESS',
    });
    expect(applyReply(state(), no, context)).toMatchObject({ ctas: { BOOK_CALL: { state: 'DECLINED' } } });
    const done = state({ ctas: { BOOK_CALL: { state: 'COMPLETED', changedAt: 1 } } });
    for (const action of [yes, no]) expect(applyReply(done, action, context)).toEqual(done);
  });
  it('a batch of taps is read without a model', () => {
    const extraction = tappedExtraction(
      [
        { number: 3, action: { kind: 'slot', key: 'visit', value: 'Cleaning' } },
        { number: 4, action: { kind: 'cta', cta: 'BOOK_CALL', signal: 'clicked' } },
      ],
      'es',
    );
    expect(extraction).toMatchObject({
      intent: 'booking',
      slots: [{ key: 'visit', value: 'Cleaning', messageNumber: 3 }],
      ctaSignals: [{ cta: 'BOOK_CALL', signal: 'clicked' }],
    });
  });
});

describe('A-WA-6: a channel without buttons', () => {
  it('gets numbered text, and a number comes back as the choice', () => {
    const list = interactive(
      'What brings you in?',
      optionsFor(written(), ask, playbookOf([field({ choices: ['a', 'b', 'c', 'd'] })])),
      'en',
    );
    expect(numberedText(list)).toMatchObject({ kind: 'text', text: 'What brings you in?\n1. a\n2. b\n3. c\n4. d' });
    expect(numberedReplyId(' 2. ', list)).toBe('slot:visit:b');
    for (const text of ['5', '0', 'two', null, '2 people']) expect(numberedReplyId(text, list)).toBeNull();
  });
});
