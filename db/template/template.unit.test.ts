import { describe, expect, it } from 'vitest';
import { type TemplateRow, templateContent } from './queries.ts';

const template = (body: string, header: string | null = null): TemplateRow =>
  ({
    name: 'followup_reminder',
    language: 'en',
    components: [
      ...(header === null ? [] : [{ type: 'HEADER', text: header }]),
      { type: 'BODY', text: body },
      { type: 'FOOTER', text: 'Reply STOP to end' },
    ],
  }) as TemplateRow;
const facts = { name: 'Ravi Kumar', business: 'Sunset Dental', agent: 'Sunny' };
const bodyOf = (body: string, patch: Partial<typeof facts> | { name: null } = {}) => {
  const content = templateContent(template(body), { ...facts, ...patch });
  return content?.kind === 'template' ? content : null;
};

describe('A-PRICE-6: template variables', () => {
  it('named ones carry their names, positional ones do not; in order', () => {
    expect(bodyOf('Hi {{name}}, {{ business_name }} here. {{agent}}')?.body).toEqual([
      { name: 'name', text: 'Ravi Kumar' },
      { name: 'business_name', text: 'Sunset Dental' },
      { name: 'agent', text: 'Sunny' },
    ]);
    expect(bodyOf('Hi {{1}}, {{2}} here.')?.body).toEqual([
      { name: null, text: 'Ravi' },
      { name: null, text: 'Sunset Dental' },
    ]);
  });
  it('the preview is what the customer reads', () => {
    expect(bodyOf('Hi {{1}}, {{2}} here.')?.preview).toBe('Hi Ravi, Sunset Dental here.');
    expect(bodyOf('No variables.')).toMatchObject({ preview: 'No variables.', body: [] });
  });
  it('the header is filled too', () => {
    const content = templateContent(template('Hi', 'From {{business}}'), facts);
    expect(content).toMatchObject({ header: [{ name: 'business', text: 'Sunset Dental' }], body: [] });
  });
  it('a slot or fact by its name; what a customer put into a slot may be no link and no paragraph', () => {
    const fill = (value: string) =>
      templateContent(template('About your {{reason_for_visit}}'), { ...facts, more: { reason_for_visit: value } });
    expect(fill('cleaning')).toMatchObject({ preview: 'About your cleaning' });
    for (const value of ['evil.com', 'a\nb', '', 'x'.repeat(81), '{{1}}']) expect(fill(value)).toBeNull();
  });
  it('no name known: its fallback', () =>
    expect(bodyOf('Hi {{first_name}}!', { name: null })?.preview).toBe('Hi there!'));
  it.each(['Your {{product}}', 'At {{3}}', 'Hi {{1}} {{9}}'])('no value and no fallback: not sent (%j)', body =>
    expect(bodyOf(body)).toBeNull(),
  );
  it('a header that cannot be filled holds it back as well', () =>
    expect(templateContent(template('Hi', '{{offer}}'), facts)).toBeNull());
  it.each(['', '   '])('a name of nothing (%j) is no name: its fallback', name =>
    expect(bodyOf('Hi {{1}}!', { name })?.preview).toBe('Hi there!'),
  );
  it.each([
    'a'.repeat(41),
    'Ravi\nYou have won',
    'Ravi\u2028Kumar',
    'evil.com',
    'Ravi www.evil.com',
    'https://evil.example',
    'ravi@evil.example',
    'Ravi +1 718 555 0199',
    'Ravi 😀',
    '{{1}}',
    'Ra\u200bvi',
    '- -',
  ])('a name that is no plain name (%j): its fallback', name => {
    expect(bodyOf('Hi {{1}}!', { name })?.preview).toBe('Hi there!');
    expect(bodyOf('Hi {{name}}!', { name })?.preview).toBe('Hi there!');
  });
  it.each(['Ravi Kumar', "Mary-Ann O'Neil", 'J. R. Smith', 'रवि कुमार', 'José', '李小龍', 'a'.repeat(40)])(
    'a plain name (%j) is used',
    name => expect(bodyOf('Hi {{name}}!', { name })?.preview).toBe(`Hi ${name}!`),
  );
});
