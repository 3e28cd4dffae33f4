import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../domain/message/errors.ts';
import type { OutboundContent, OutboundMessage } from '../../domain/message/outbound.ts';
import { toWire } from './payload.ts';

const wire = (content: OutboundContent, over: Partial<OutboundMessage> = {}) =>
  toWire({ id: 'our-1', to: { kind: 'phone', value: '+15550001111' }, replyToProviderId: null, content, ...over });
const row = (n: number) => ({ id: `r${n}`, title: `Row ${n}`, description: null });
const buttons = (...titles: string[]): OutboundContent => ({
  kind: 'buttons',
  text: 'Which?',
  buttons: titles.map((title, n) => ({ id: `b${n}`, title })),
});
const list = (rows: number): OutboundContent => ({
  kind: 'list',
  text: 'When?',
  button: 'Times',
  sections: [{ title: 'Mon', rows: Array.from({ length: rows }, (_, n) => row(n)) }],
});
const template = (over: Partial<Extract<OutboundContent, { kind: 'template' }>>): OutboundContent => ({
  kind: 'template',
  name: 'order_ready',
  language: 'en_US',
  preview: 'Your order is ready',
  body: [],
  header: [],
  buttons: [],
  ...over,
});

describe('toWire', () => {
  it.each([
    [{ kind: 'wa_id', value: '15550001111' }, { to: '+15550001111' }],
    [{ kind: 'phone', value: '+4915112345678' }, { to: '+4915112345678' }],
    [{ kind: 'wa_user_id', value: 'US.1349' }, { recipient: 'US.1349' }],
  ] as [OutboundMessage['to'], object][])('addresses %o with a plus, or by business-scoped id', (to, expected) => {
    const body = wire({ kind: 'text', text: 'hi', previewUrl: true }, { to });
    expect(body).toMatchObject({ ...expected, type: 'text', text: { body: 'hi', preview_url: true } });
    expect('to' in body && 'recipient' in body).toBe(false);
  });

  it('quotes, but never with a reaction', () => {
    expect(wire({ kind: 'text', text: 'hi', previewUrl: false }, { replyToProviderId: 'wamid.Q' })).toMatchObject({
      context: { message_id: 'wamid.Q' },
    });
    expect(
      wire({ kind: 'reaction', targetProviderId: 'wamid.T', emoji: '' }, { replyToProviderId: 'wamid.Q' }),
    ).not.toHaveProperty('context');
  });

  it('builds buttons, lists, media, locations', () => {
    expect(wire(buttons('Yes', 'No'))).toMatchObject({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Which?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'b0', title: 'Yes' } }, { reply: { id: 'b1' } }] },
      },
    });
    expect(wire(list(10))).toMatchObject({
      interactive: { type: 'list', action: { button: 'Times', sections: [{ title: 'Mon', rows: { length: 10 } }] } },
    });
    expect(wire({ kind: 'media', media: 'voice', providerMediaId: 'M', caption: null, fileName: null })).toMatchObject({
      type: 'audio',
      audio: { id: 'M', voice: true },
    });
    expect(
      wire({ kind: 'media', media: 'document', providerMediaId: 'M', caption: 'see', fileName: 'a.pdf' }),
    ).toMatchObject({ type: 'document', document: { id: 'M', caption: 'see', filename: 'a.pdf' } });
    expect(wire({ kind: 'location', latitude: 1, longitude: 2, name: 'Shop', address: null })).toMatchObject({
      location: { latitude: 1, longitude: 2, name: 'Shop' },
    });
  });

  it('builds templates: no components without blanks, names where named, suffixes encoded', () => {
    expect(wire(template({}))).toMatchObject({ template: { name: 'order_ready', language: { code: 'en_US' } } });
    expect(wire(template({})).template as object).not.toHaveProperty('components');
    const full = template({
      language: 'pt-BR',
      header: [{ name: null, text: '17' }],
      body: [{ name: 'first_name', text: 'Ana' }],
      buttons: [
        { index: 0, type: 'url', value: 'A 1|é%20%' },
        { index: 1, type: 'quick_reply', value: 'STOP' },
      ],
    });
    expect(wire(full).template).toEqual({
      name: 'order_ready',
      language: { code: 'pt_BR' },
      components: [
        { type: 'header', parameters: [{ type: 'text', text: '17' }] },
        { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ana' }] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'A%201%7C%C3%A9%20%25' }] },
        { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'STOP' }] },
      ],
    });
  });

  it.each([
    ['an empty text', { kind: 'text', text: ' ', previewUrl: false }, /may not be empty/],
    ['a long text', { kind: 'text', text: 'x'.repeat(4097), previewUrl: false }, /at most 4096/],
    ['no buttons', buttons(), /1 to 3 reply buttons; 0/],
    ['four buttons', buttons('a', 'b', 'c', 'd'), /4 were given/],
    ['a long button', buttons('x'.repeat(21)), /at most 20/],
    ['equal buttons', buttons('a', 'a'), /must differ/],
    ['eleven rows', list(11), /1 to 10 rows over all sections/],
    ['no rows', list(0), /rows/],
    [
      'a long description',
      {
        kind: 'list',
        text: 't',
        button: 'b',
        sections: [{ title: '', rows: [{ id: 'r', title: 't', description: 'x'.repeat(73) }] }],
      },
      /at most 72/,
    ],
    [
      'an id with spaces around',
      {
        kind: 'list',
        text: 't',
        button: 'b',
        sections: [{ title: '', rows: [{ id: ' r', title: 't', description: null }] }],
      },
      /begin or end with a space/,
    ],
    [
      'sections without titles',
      {
        kind: 'list',
        text: 't',
        button: 'b',
        sections: [
          { title: '', rows: [row(1)] },
          { title: 'x', rows: [row(2)] },
        ],
      },
      /section title may not be empty/,
    ],
    [
      'a caption on a voice message',
      { kind: 'media', media: 'voice', providerMediaId: 'M', caption: 'x', fileName: null },
      /takes no caption/,
    ],
    [
      'a file that was not uploaded',
      { kind: 'media', media: 'image', providerMediaId: '', caption: null, fileName: null },
      /uploaded/,
    ],
    ['a template name', template({ name: 'Order Ready' }), /lower-case/],
    ['a line break in a template', template({ body: [{ name: null, text: 'a\nb' }] }), /line breaks/],
    ['an empty blank', template({ body: [{ name: null, text: '' }] }), /may not be empty/],
    [
      'a place off the earth',
      { kind: 'location', latitude: Number.NaN, longitude: 2, name: null, address: null },
      /latitude/,
    ],
  ] as [string, OutboundContent, RegExp][])('refuses %s with a sentence', (_name, content, sentence) => {
    expect(() => wire(content)).toThrow(ValidationError);
    expect(() => wire(content)).toThrow(sentence);
  });

  it.each(['', '+', '12', 'US.1', '0155512345'])('refuses the number "%s"', value => {
    expect(() => wire({ kind: 'text', text: 'x', previewUrl: false }, { to: { kind: 'phone', value } })).toThrow(
      /international form/,
    );
  });

  it('never throws anything but a ValidationError, and keeps within the limits', () => {
    const button = fc.record({ id: fc.string({ maxLength: 30 }), title: fc.string({ maxLength: 30 }) });
    const rows = fc.array(
      fc.record({
        id: fc.string(),
        title: fc.string({ maxLength: 30 }),
        description: fc.option(fc.string({ maxLength: 90 })),
      }),
      { maxLength: 12 },
    );
    const content = fc.oneof(
      fc.record({
        kind: fc.constant('buttons' as const),
        text: fc.string(),
        buttons: fc.array(button, { maxLength: 5 }),
      }),
      fc.record({
        kind: fc.constant('list' as const),
        text: fc.string(),
        button: fc.string({ maxLength: 25 }),
        sections: fc.array(fc.record({ title: fc.string({ maxLength: 30 }), rows }), { maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('template' as const),
        name: fc.string(),
        language: fc.constant('en'),
        preview: fc.constant('x'),
        header: fc.array(fc.record({ name: fc.constant(null), text: fc.string() }), { maxLength: 1 }),
        body: fc.array(fc.record({ name: fc.constant(null), text: fc.string({ unit: 'binary' }) })),
        buttons: fc.array(
          fc.record({ index: fc.integer(), type: fc.constant('url' as const), value: fc.string({ unit: 'binary' }) }),
        ),
      }),
    );
    fc.assert(
      fc.property(content, given => {
        try {
          const titles = JSON.stringify(wire(given)).matchAll(/"title":"((?:[^"\\]|\\.)*)"/g);
          for (const [, title] of titles) expect((JSON.parse(`"${title}"`) as string).length).toBeLessThanOrEqual(24);
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError);
        }
      }),
    );
  });
});
