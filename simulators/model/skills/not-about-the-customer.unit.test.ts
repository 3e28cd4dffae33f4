/** Words that are in a customer's message and say nothing about the customer. */
import { describe, expect, it } from 'vitest';
import { critiqueSchema, extractionSchema, planSchema, writtenSchema } from '../../../domain/agent/schemas.ts';
import { createDialogue, parsersOf, slotValues } from '../testing/dialogue.ts';
import { DENTAL } from '../testing/playbooks.ts';

const parsers = parsersOf({
  extraction: extractionSchema,
  plan: planSchema,
  written: writtenSchema,
  critique: critiqueSchema,
});
const talk = () => createDialogue(DENTAL, parsers);

describe("somebody else's contact card", () => {
  it("is not the customer's phone, name or reason", () => {
    const clinic = talk();
    clinic.turn('Hi');
    const card = clinic.turn('(contact card) "My Friend Ana, +1 718 555 0199, ana@example.com"');
    expect(slotValues(card.extraction)).toEqual({});
    expect(card.text).not.toMatch(/0199|Ana/);
  });

  it('leaves what the customer writes beside it', () => {
    const both = talk().turn(
      '(contact card) "My Friend Ana, +1 718 555 0199"',
      'My number is +1 718 555 0142, I need a cleaning',
    );
    expect(slotValues(both.extraction)).toMatchObject({ phone: '+1 718 555 0142', reason_for_visit: 'cleaning' });
  });
});

describe('an order', () => {
  it('is no budget, and its price is not said back', () => {
    const clinic = talk();
    clinic.turn('Hi');
    const order = clinic.turn('Order: 2 x brush-7 at 30 USD; 1 x paste at 12.5 USD');
    expect(slotValues(order.extraction)).toEqual({});
    expect(order.text).not.toMatch(/30|12\.5/);
  });

  it('leaves the words that came with it', () => {
    const order = talk().turn('My budget is 500 USD\nOrder: 2 x brush-7 at 30 USD');
    expect(slotValues(order.extraction)).toMatchObject({ budget: '500 USD' });
  });
});

describe('a customer who has questions', () => {
  it.each([
    ['I have questions about whitening', /What would you like to know\?/],
    ['Hi, I have a few questions', /What would you like to know\?/],
    ['Hola, tengo una pregunta sobre el blanqueamiento', /¿Qué le gustaría saber\?/],
  ])('%s: is asked which, not which day suits', (text, wanted) => {
    const { text: answer, plan } = talk().turn(text);
    expect(answer).toMatch(wanted);
    expect(answer).not.toMatch(/day/);
    expect(plan).toMatchObject({ askSlot: null, cta: null });
  });

  it('and asks at once is answered', () => {
    expect(talk().turn('I have a question: how much is whitening?').text).toContain('$350');
  });
});
