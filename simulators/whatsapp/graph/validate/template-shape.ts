import type { Json } from '../../records.ts';
import { GraphError } from '../errors.ts';
import { isObject, optionalText, requiredArray, requiredText } from './checks.ts';

export const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'];
const HEADERS = ['TEXT', 'IMAGE', 'VIDEO', 'GIF', 'DOCUMENT', 'LOCATION', 'PRODUCT'];
const TYPES = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER', 'CALL_PERMISSION_REQUEST'];

/** Checks the components of a template to be created or edited. Throws code 100 with the documented subcodes. */
export function checkComponents(body: Json, category: string): Json[] {
  const components = requiredArray(body, 'components', 'components', 1, 10);
  for (const component of components) {
    const type = String(component.type).toUpperCase();
    if (!TYPES.includes(type))
      throw new GraphError(100, `Param components['type'] must be one of {${TYPES.join(', ')}} - got "${type}".`);
    if (type === 'HEADER') checkHeader(component);
    if (type === 'BODY' && category !== 'AUTHENTICATION') checkBody(component);
    if (type === 'FOOTER') checkFooter(component);
    if (type === 'BUTTONS') checkButtons(component);
  }
  if (!components.some(each => String(each.type).toUpperCase() === 'BODY'))
    throw shape(2388043, 'A template needs a BODY.');
  return components;
}

function shape(subcode: number, details: string): GraphError {
  return new GraphError(100, details, { subcode });
}

const variables = (text: string): string[] => [...text.matchAll(/\{\{\s*\w+\s*\}\}/g)].map(match => match[0]);

function checkHeader(header: Json): void {
  const format = String(header.format ?? '').toUpperCase();
  if (!HEADERS.includes(format)) throw shape(2388047, `Header format must be one of ${HEADERS.join(', ')}.`);
  if (format !== 'TEXT') return;
  const text = requiredText(header, 'text', 'header text', 60);
  if (variables(text).length > 1) throw shape(2388047, 'A header takes one variable.');
  if (variables(text).length === 1 && !isObject(header.example))
    throw shape(2388047, 'A header with a variable needs an example.');
}

function checkBody(component: Json): void {
  const text = component.text;
  if (typeof text !== 'string' || text === '') throw new GraphError(100, 'Body text is required.');
  if (text.length > 1_024) throw shape(2388040, `Body text has ${text.length} characters; at most 1024.`);
  const used = variables(text);
  if (used.length > 0 && !isObject(component.example))
    throw shape(2388047, 'A body with variables needs an example of each.');
}

function checkFooter(component: Json): void {
  const text = optionalText(component, 'text', 'footer text', 60);
  if (text !== undefined && variables(text).length > 0) throw shape(2388073, 'A footer takes no variable.');
}

function checkButtons(component: Json): void {
  const buttons = requiredArray(component, 'buttons', 'buttons', 1, 10);
  const types = buttons.map(button => String(button.type).toUpperCase());
  const count = (type: string) => types.filter(each => each === type).length;
  for (const [type, max] of [
    ['URL', 2],
    ['PHONE_NUMBER', 1],
    ['COPY_CODE', 1],
  ] as const) {
    if (count(type) > max) throw new GraphError(100, `At most ${max} ${type} button(s), got ${count(type)}.`);
  }
  const replies = types.map(type => (type === 'QUICK_REPLY' ? 'q' : 'x')).join('');
  if (/qx+q/.test(replies)) throw new GraphError(100, 'Quick replies must stand together, not between other buttons.');
  for (const [index, button] of buttons.entries()) {
    if (types[index] !== 'OTP' && types[index] !== 'COPY_CODE')
      requiredText(button, 'text', `buttons[${index}] text`, 25);
    if (types[index] !== 'URL') continue;
    const url = requiredText(button, 'url', `buttons[${index}] url`, 2_000);
    const used = variables(url);
    if (used.length > 1 || (used[0] !== undefined && !url.endsWith(used[0]))) {
      throw new GraphError(100, `buttons[${index}] url takes one variable, at its end.`);
    }
  }
}
