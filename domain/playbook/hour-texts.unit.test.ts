import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedText } from '../guardrails/fixed-text.ts';
import type { OutboundContent } from '../message/outbound.ts';
import { closedUntil, instantWords, OPENS_AT, opened, openingOf, playbookAt } from './hour-texts.ts';
import { type Playbook, playbookSchema } from './playbook.ts';
import { dentalClinic } from './templates/dental-clinic.ts';

const ZONE = 'America/New_York';
/** Friday 20 November 2026, 18:30 in New York; open again on Monday at 09:00. */
const FRIDAY_EVENING = Date.UTC(2026, 10, 20, 23, 30);
const SUNDAY = FRIDAY_EVENING + 40 * 3_600_000;
const MONDAY_NOON = Date.UTC(2026, 10, 23, 17);
const MONDAY_EVENING = Date.UTC(2026, 10, 23, 23, 30);

const playbookWith = (texts: Record<string, unknown>, businessHours: Record<string, unknown> = { enabled: true }) =>
  playbookSchema.parse({ ...dentalClinic, businessHours, texts });
const open = (playbook: Playbook, given: Partial<Parameters<typeof openingOf>[1]> = {}) =>
  openingOf(playbook, {
    first: false,
    awaySaidAt: null,
    language: 'en',
    now: FRIDAY_EVENING,
    organizationZone: ZONE,
    ...given,
  });

describe('B-SET-2: what is said by business hours', () => {
  it('a hand-over says when a person answers while it is closed, and the usual text while it is open', () => {
    const playbook = playbookWith({ humanEscalation: 'A colleague answers shortly.' });
    const said = (now: number) => fixedText(playbookAt(playbook, now, ZONE), 'humanEscalation', 'en');
    expect(said(MONDAY_NOON)).toBe('A colleague answers shortly.');
    expect(said(FRIDAY_EVENING)).toMatch(/when we are open again: Monday,? 23 November.* 09:00\.$/);
    expect(playbookAt(playbookWith({}, { enabled: false }), FRIDAY_EVENING, ZONE)).toEqual(
      playbookWith({}, { enabled: false }),
    );
  });

  it('a translation for open hours is not said at night; one for closed hours is, with the time in its language', () => {
    const es = { humanEscalation: 'Un colega responde enseguida.' };
    const night = (translations: Record<string, unknown>) =>
      fixedText(playbookAt(playbookWith({ translations }), FRIDAY_EVENING, ZONE), 'humanEscalation', 'es');
    expect(night({ es })).toMatch(/open again/);
    expect(night({ es: { ...es, handOverClosed: `Un colega responde el ${OPENS_AT}.` } })).toMatch(/lunes.*09:00/);
  });

  it('a week without hours names no opening', () => {
    const never = playbookWith({}, { enabled: true, week: [] });
    expect(closedUntil(never, SUNDAY, ZONE)).toMatchObject({ opensAt: null });
    const said = fixedText(playbookAt(never, SUNDAY, ZONE), 'humanEscalation', 'en');
    expect(said).toMatch(/as soon as we are open again/);
  });

  it('B-SET-3: the away message opens one reply of each closed period, and none while people answer', () => {
    const playbook = playbookWith({ away: `We are away until ${OPENS_AT}.` });
    expect(open(playbook)).toMatchObject({ kinds: ['away'], text: expect.stringMatching(/Monday.*09:00/) });
    expect(open(playbook, { now: SUNDAY, awaySaidAt: FRIDAY_EVENING })).toBeNull();
    expect(open(playbook, { now: MONDAY_NOON })).toBeNull();
    expect(open(playbook, { now: MONDAY_EVENING, awaySaidAt: FRIDAY_EVENING })).toMatchObject({ kinds: ['away'] });
    expect(open(playbookWith({}))).toBeNull();
    expect(open(playbookWith({ away: 'Away.' }, { enabled: false }))).toBeNull();
  });

  it('the welcome opens the first reply and no other, in the customer’s language, with the away message after it', () => {
    const playbook = playbookWith({
      welcome: 'Welcome to Sunset Dental!',
      away: 'We are away.',
      translations: { es: { welcome: '¡Bienvenido!' } },
    });
    expect(open(playbook, { now: MONDAY_NOON })).toBeNull();
    expect(open(playbook, { first: true, now: MONDAY_NOON })).toEqual({
      kinds: ['welcome'],
      text: 'Welcome to Sunset Dental!',
    });
    expect(open(playbook, { first: true, language: 'es' })).toEqual({
      kinds: ['welcome', 'away'],
      text: '¡Bienvenido!\n\nWe are away.',
    });
  });

  it('what breaks a rule is not said', () => {
    expect(open(playbookWith({ welcome: 'I am a real person.' }), { first: true })).toBeNull();
  });

  it('stands in the same bubble as the answer, and is left out where both do not fit', () => {
    const buttons = (text: string): OutboundContent => ({ kind: 'buttons', text, buttons: [{ id: 'a', title: 'A' }] });
    const opening = { text: 'Welcome!', kinds: ['welcome' as const] };
    expect(opened(buttons('Which day?'), opening)).toEqual(buttons('Welcome!\n\nWhich day?'));
    fc.assert(
      fc.property(fc.string({ maxLength: 1_024 }), text => {
        const together = opened(buttons(text), opening);
        if (text.length + 10 > 1_024) expect(together).toBeNull();
        else expect(together).toEqual(buttons(`Welcome!\n\n${text}`));
      }),
    );
  });

  it('tells the time in words of every language, Hinglish in Latin letters, and never fails', () => {
    expect(instantWords(MONDAY_NOON, ZONE, 'hi-en')).toMatch(/Monday/);
    expect(instantWords(MONDAY_NOON, ZONE, 'hi')).toMatch(/सोमवार/);
    expect(instantWords(MONDAY_NOON, ZONE, 'no such language')).toMatch(/Monday/);
  });
});
