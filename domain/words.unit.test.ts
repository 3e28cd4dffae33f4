/** The enumerations of the specification, complete and by their names: they are stored. */
import { describe, expect, it } from 'vitest';
import { messageCostMicros, rateSchema } from './cost/rates.ts';
import { playbookSchema, SALES_LADDER, SEQUENCE_LADDER } from './playbook/playbook.ts';
import { WINDOW_MS } from './window/window.ts';
import * as words from './words.ts';

const has = (list: readonly string[], names: string) => expect(list).toEqual(expect.arrayContaining(names.split(' ')));

describe('the enumerations', () => {
  it('A-ENUM-1: message kinds', () =>
    has(
      words.MESSAGE_KINDS,
      'TEXT VOICE IMAGE DOCUMENT VIDEO TEMPLATE BUTTON_REPLY LIST_REPLY SYSTEM INTERACTIVE AUDIO STICKER LOCATION',
    ));
  it('A-ENUM-2: reasons of the agent, these sixteen and no others', () =>
    expect([...words.REASON_CODES].sort()).toEqual(
      'CLARIFICATION_REQUEST CONFIRMATION CTA_PUSH DISCOVERY EXIT_GRACEFUL INITIAL_GREETING NEEDS_HUMAN OBJECTION_HANDLING PRICING_DISCUSSION QUALIFICATION_QUESTION SCHEDULE_FOLLOWUP SOCIAL_PROOF SOFT_NUDGE STAY_SILENT VALUE_ADD VALUE_PROPOSITION'.split(
        ' ',
      ),
    ));
  it('A-ENUM-3: calls to action, all eight', () =>
    expect([...words.CTA_TYPES].sort()).toEqual(
      'APP_DOWNLOAD BOOK_CALL FILL_FORM JOIN_WEBINAR PAYMENT SCHEDULE_DEMO SEND_DOCS VISIT_WEBSITE'.split(' '),
    ));
  it('A-ENUM-4: statuses of a lead', () =>
    has(words.LEAD_STATUSES, 'NEW QUALIFYING QUALIFIED ENGAGED HOT WON LOST DROPPED'));
  it('A-ENUM-5: stages, all twelve', () =>
    expect([...words.STAGES].sort()).toEqual(
      'ARCHIVED CLOSED_LOST CLOSED_WON CTA_IN_PROGRESS CTA_OFFERED DISCOVERY HUMAN_TAKEOVER INITIAL_CONTACT NEGOTIATION NEW OBJECTION_HANDLING QUALIFICATION'.split(
        ' ',
      ),
    ));
  it('A-ENUM-6: engagement', () => expect(words.STALE_STATES).toEqual(['ACTIVE', 'COOLING', 'COLD', 'ARCHIVED']));
  it('A-ENUM-7: states of a call to action', () =>
    expect(words.CTA_STATES).toEqual('NOT_OFFERED OFFERED_ONCE OFFERED_TWICE CLICKED COMPLETED DECLINED'.split(' ')));
  it('A-ENUM-8: priorities, most urgent first', () =>
    expect(words.PRIORITIES).toEqual(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']));
  it('A-ENUM-9: moods, best first', () =>
    expect(words.SENTIMENTS).toEqual(['VERY_POSITIVE', 'POSITIVE', 'NEUTRAL', 'FRUSTRATED', 'ANGRY']));
  it('A-ENUM-10: sources of a lead', () =>
    has(
      words.LEAD_SOURCES,
      'organic_inbound click_to_chat_ad website_widget form_to_whatsapp referral_link qr_code unknown web_form missed_call import manual',
    ));
  it('A-ENUM-11: modes of thinking, and categories of templates; in the provider’s capitals too', () => {
    expect(playbookSchema.shape.mode.unwrap().options).toEqual(['HTL', 'SIMPLE_PROMPT']);
    const categories = ['utility', 'marketing', 'authentication'];
    expect(rateSchema.shape.category.options).toEqual([...categories, 'service']);
    const price = (category: string) => messageCostMicros({ billable: true, category }, Date.UTC(2026, 10, 22));
    for (const category of categories) {
      expect(price(category)).toBeGreaterThan(0);
      expect(price(category.toUpperCase())).toBe(price(category));
    }
    expect(price('coupon')).toBeNull();
  });
  it('A-ENUM-11: a send is free-form or a template, and outside the window a template', () => {
    const steps = [...SALES_LADDER, ...SEQUENCE_LADDER];
    const plan = ({ message }: (typeof steps)[number]) => (message === 'template' ? 'template' : 'freeform');
    expect(new Set(steps.map(plan))).toEqual(new Set(['freeform', 'template']));
    for (const step of steps.filter(each => each.offsetMs >= WINDOW_MS)) expect(plan(step)).toBe('template');
  });
});
