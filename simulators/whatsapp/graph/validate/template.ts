import type { Json, Template } from '../../records.ts';
import { GraphError } from '../errors.ts';
import { invalid, isObject, requiredObject, requiredText } from './checks.ts';

/** A template as the handset shows it, filled in. */
export interface RenderedTemplate {
  name: string;
  language: string;
  header?: { format: string; text?: string; media?: Json };
  body: string;
  footer?: string;
  buttons: { type: string; text: string; payload?: string; url?: string; phone?: string; code?: string }[];
}

export interface TemplateFinder {
  find(name: string, language: string): Template | undefined;
}

const VARIABLE = /\{\{\s*([\w]+)\s*\}\}/g;

function variablesOf(text: unknown): string[] {
  return typeof text === 'string' ? [...new Set([...text.matchAll(VARIABLE)].map(match => match[1] ?? ''))] : [];
}

function componentsOf(content: Json): Json[] {
  const { components } = content;
  if (components === undefined || components === null) return [];
  if (!Array.isArray(components) || !components.every(isObject)) {
    throw new GraphError(100, "Param template['components'] must be an array of objects.");
  }
  return components;
}

function parametersOf(component: Json | undefined): Json[] {
  const list = component?.parameters;
  if (list === undefined) return [];
  if (!Array.isArray(list) || !list.every(isObject))
    throw new GraphError(100, 'Param parameters must be an array of objects.');
  return list;
}

/** Finds the approved template and fills it. Throws 132001, 132015, 132016, 132000, 132012, 132005, 132018. */
export function fillTemplate(
  body: Json,
  templates: TemplateFinder,
): { template: Template; rendered: RenderedTemplate } {
  const content = requiredObject(body, 'template', 'template');
  const name = requiredText(content, 'name', "template['name']", 512);
  const language = requiredText(
    requiredObject(content, 'language', "template['language']"),
    'code',
    "template['language']['code']",
    20,
  );
  const template = templates.find(name, language);
  if (template === undefined) throw new GraphError(132001, `template name (${name}) does not exist in ${language}`);
  if (template.status === 'PAUSED') throw new GraphError(132015, `template ${name} is paused for low quality`);
  if (template.status === 'DISABLED') throw new GraphError(132016, `template ${name} is disabled`);
  if (template.status !== 'APPROVED') {
    throw new GraphError(
      132001,
      `template name (${name}) exists in ${language} but is ${template.status}, not APPROVED`,
    );
  }
  const given = componentsOf(content);
  const part = (type: string) => template.components.find(each => String(each.type).toUpperCase() === type);
  const rendered: RenderedTemplate = { name, language, body: '', buttons: [] };
  rendered.body = fillText(template, 'body', part('BODY')?.text, parametersOf(componentOf(given, 'body')));
  const onlyBody = template.components.length === 1;
  if (rendered.body.length > (onlyBody ? 32_768 : 1_024))
    throw new GraphError(132005, 'The translated text is too long.');
  const header = part('HEADER');
  if (header !== undefined) rendered.header = fillHeader(template, header, componentOf(given, 'header'));
  else if (parametersOf(componentOf(given, 'header')).length > 0) throw countMismatch('header', 1, 0);
  const footer = part('FOOTER')?.text;
  if (typeof footer === 'string') rendered.footer = footer;
  rendered.buttons = fillButtons(part('BUTTONS'), given);
  return { template, rendered };
}

function componentOf(given: Json[], type: string): Json | undefined {
  return given.find(each => String(each.type).toLowerCase() === type);
}

function countMismatch(where: string, given: number, expected: number): GraphError {
  return new GraphError(
    132000,
    `${where}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  );
}

function fillText(template: Template, where: string, text: unknown, parameters: Json[]): string {
  const variables = variablesOf(text);
  if (parameters.length !== variables.length) throw countMismatch(where, parameters.length, variables.length);
  const values = new Map<string, string>();
  for (const [index, parameter] of parameters.entries()) {
    const key = template.parameterFormat === 'named' ? parameter.parameter_name : variables[index];
    if (typeof key !== 'string' || !variables.includes(key)) {
      throw new GraphError(132012, `${where}: parameter_name ${String(key)} is not one of ${variables.join(', ')}`);
    }
    values.set(key, parameterText(where, parameter));
  }
  return String(text ?? '').replace(VARIABLE, (_whole, key: string) => values.get(key) ?? '');
}

function parameterText(where: string, parameter: Json): string {
  const type = String(parameter.type ?? 'text');
  if (type === 'currency' || type === 'date_time') {
    return requiredText(
      requiredObject(parameter, type, `${where} ${type}`),
      'fallback_value',
      `${type}['fallback_value']`,
      1_024,
    );
  }
  if (type !== 'text') throw new GraphError(132012, `${where}: parameter of type ${type} where text is expected`);
  const value = requiredText(parameter, 'text', `${where} parameter text`, 32_768);
  if (/[\n\t]| {5,}/.test(value))
    throw new GraphError(132018, `${where}: parameter text cannot have newlines, tabs or more than 4 spaces in a row`);
  return value;
}

function fillHeader(template: Template, header: Json, given: Json | undefined): RenderedTemplate['header'] {
  const format = String(header.format ?? 'TEXT').toUpperCase();
  const parameters = parametersOf(given);
  if (format === 'TEXT') return { format, text: fillText(template, 'header', header.text, parameters) };
  if (parameters.length !== 1) throw countMismatch('header', parameters.length, 1);
  const kind = format.toLowerCase();
  const parameter = parameters[0] ?? {};
  const content = parameter[kind];
  if (parameter.type !== kind || !isObject(content)) {
    throw new GraphError(
      132012,
      `header: Format mismatch, expected ${format}, received ${String(parameter.type).toUpperCase()}`,
    );
  }
  return { format, media: content };
}

function fillButtons(part: Json | undefined, given: Json[]): RenderedTemplate['buttons'] {
  const buttons = Array.isArray(part?.buttons) ? part.buttons.filter(isObject) : [];
  const answers = given.filter(each => String(each.type).toLowerCase() === 'button');
  for (const answer of answers) {
    if (buttons[Number(answer.index)] === undefined)
      throw new GraphError(132000, `button: there is no button at index ${String(answer.index)}`);
  }
  return buttons.map((button, index) =>
    fillButton(
      button,
      index,
      answers.find(each => Number(each.index) === index),
    ),
  );
}

function fillButton(button: Json, index: number, answer: Json | undefined): RenderedTemplate['buttons'][number] {
  const type = String(button.type).toUpperCase();
  const text = String(button.text ?? '');
  const [parameter] = parametersOf(answer);
  if (type === 'URL' || type === 'OTP') {
    const wants = variablesOf(button.url).length > 0 || type === 'OTP';
    const value = parameter?.text;
    if (wants && typeof value !== 'string')
      throw new GraphError(131008, `button ${index}: url button needs a text parameter`);
    if (!wants && parameter !== undefined) throw countMismatch(`button ${index}`, 1, 0);
    if (type === 'OTP') return { type, text: text || 'Copy code', code: String(value) };
    if (typeof value === 'string' && /[\s:|]|[^\x20-\x7e]/.test(value))
      throw invalid(`button ${index}: the url value must be percent-encoded.`);
    return { type, text, url: String(button.url ?? '').replace(VARIABLE, String(value ?? '')) };
  }
  if (type === 'COPY_CODE') {
    if (typeof parameter?.coupon_code !== 'string')
      throw new GraphError(131008, `button ${index}: copy_code button needs a coupon_code`);
    return { type, text: text || 'Copy code', code: parameter.coupon_code };
  }
  if (type === 'PHONE_NUMBER') return { type, text, phone: String(button.phone_number ?? '') };
  const payload = typeof parameter?.payload === 'string' ? parameter.payload : text;
  return { type, text, payload };
}
