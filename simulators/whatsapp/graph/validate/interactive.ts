import type { Json } from '../../records.ts';
import { GraphError } from '../errors.ts';
import { invalid, missing, optionalText, requiredArray, requiredObject, requiredText } from './checks.ts';
import { checkMedia, type MediaFinder } from './media.ts';

type Rule = {
  header: readonly string[];
  body: 'required' | 'optional';
  bodyMax: number;
  action: (action: Json) => void;
};

const ANY_HEADER = ['text', 'image', 'video', 'document'] as const;

const RULES: Record<string, Rule> = {
  button: { header: ANY_HEADER, body: 'required', bodyMax: 1_024, action: checkButtons },
  list: { header: ['text'], body: 'required', bodyMax: 4_096, action: checkList },
  cta_url: { header: ANY_HEADER, body: 'required', bodyMax: 1_024, action: checkCallToAction },
  flow: { header: ANY_HEADER, body: 'required', bodyMax: 1_024, action: checkFlow },
  product: { header: [], body: 'optional', bodyMax: 1_024, action: checkProduct },
  product_list: { header: ['text'], body: 'required', bodyMax: 1_024, action: checkProductList },
  catalog_message: { header: [], body: 'required', bodyMax: 1_024, action: named('catalog_message') },
  location_request_message: { header: [], body: 'required', bodyMax: 1_024, action: named('send_location') },
  address_message: { header: ANY_HEADER, body: 'required', bodyMax: 1_024, action: checkAddress },
  voice_call: { header: [], body: 'required', bodyMax: 1_024, action: checkVoiceCall },
  call_permission_request: { header: [], body: 'optional', bodyMax: 1_024, action: named('call_permission_request') },
  contact_request: { header: [], body: 'required', bodyMax: 1_024, action: named('request_contact_info') },
  request_contact_info: { header: [], body: 'required', bodyMax: 1_024, action: named('request_contact_info') },
  carousel: { header: [], body: 'required', bodyMax: 1_024, action: checkCarousel },
  order_details: { header: ANY_HEADER, body: 'required', bodyMax: 1_024, action: named('review_and_pay') },
  order_status: { header: [], body: 'required', bodyMax: 1_024, action: named('review_order') },
};

/** Checks an interactive message against the limits; answers its body text. */
export function checkInteractive(interactive: Json, media: MediaFinder): string {
  const type = requiredText(interactive, 'type', "interactive['type']", 64);
  const rule = RULES[type];
  if (rule === undefined) {
    throw new GraphError(
      100,
      `Param interactive['type'] must be one of {${Object.keys(RULES).join(', ')}} - got "${type}".`,
    );
  }
  checkHeader(interactive, type, rule, media);
  let text = `[${type}]`;
  if (rule.body === 'required' || interactive.body !== undefined) {
    const body = requiredObject(interactive, 'body', "interactive['body']");
    text = requiredText(body, 'text', "interactive['body']['text']", rule.bodyMax);
  }
  if (interactive.footer !== undefined) {
    const footer = requiredObject(interactive, 'footer', "interactive['footer']");
    requiredText(footer, 'text', "interactive['footer']['text']", 60);
  }
  rule.action(requiredObject(interactive, 'action', "interactive['action']"));
  return text;
}

function checkHeader(interactive: Json, type: string, rule: Rule, media: MediaFinder): void {
  if (interactive.header === undefined) {
    if (type === 'product_list') throw missing("interactive['header']");
    return;
  }
  const header = requiredObject(interactive, 'header', "interactive['header']");
  const kind = requiredText(header, 'type', "interactive['header']['type']", 20);
  if (!rule.header.includes(kind)) {
    const allowed = rule.header.length === 0 ? 'no header' : `only headers of type ${rule.header.join(', ')}`;
    throw invalid(`interactive of type ${type} takes ${allowed}, got "${kind}".`);
  }
  if (kind === 'text') requiredText(header, 'text', "interactive['header']['text']", 60);
  else {
    const path = `interactive['header']['${kind}']`;
    checkMedia(kind as 'image' | 'video' | 'document', requiredObject(header, kind, path), media, path);
  }
}

function checkButtons(action: Json): void {
  const buttons = requiredArray(action, 'buttons', "interactive['action']['buttons']", 1, 3);
  const replies = buttons.map((button, index) => {
    const path = `interactive['action']['buttons'][${index}]`;
    if (button.type !== 'reply') throw invalid(`${path}['type'] must be "reply".`);
    const reply = requiredObject(button, 'reply', `${path}['reply']`);
    const id = requiredText(reply, 'id', `${path}['reply']['id']`, 256);
    if (id !== id.trim()) throw invalid(`${path}['reply']['id'] must not start or end with a space.`);
    return { id, title: requiredText(reply, 'title', `${path}['reply']['title']`, 20) };
  });
  for (const key of ['id', 'title'] as const) {
    if (new Set(replies.map(reply => reply[key])).size !== replies.length) {
      throw invalid(`interactive['action']['buttons']: every ${key} must be unique.`);
    }
  }
}

function checkList(action: Json): void {
  requiredText(action, 'button', "interactive['action']['button']", 20);
  const sections = requiredArray(action, 'sections', "interactive['action']['sections']", 1, 10);
  const ids: string[] = [];
  for (const [index, section] of sections.entries()) {
    const path = `interactive['action']['sections'][${index}]`;
    if (sections.length > 1) requiredText(section, 'title', `${path}['title']`, 24);
    else optionalText(section, 'title', `${path}['title']`, 24);
    for (const [place, row] of requiredArray(section, 'rows', `${path}['rows']`, 1, 10).entries()) {
      ids.push(requiredText(row, 'id', `${path}['rows'][${place}]['id']`, 200));
      requiredText(row, 'title', `${path}['rows'][${place}]['title']`, 24);
      optionalText(row, 'description', `${path}['rows'][${place}]['description']`, 72);
    }
  }
  if (ids.length > 10) throw invalid(`interactive['action']['sections']: at most 10 rows in all, got ${ids.length}.`);
  if (new Set(ids).size !== ids.length)
    throw invalid("interactive['action']['sections']: every row id must be unique.");
}

function named(name: string): (action: Json) => void {
  return action => {
    if (action.name !== name) throw invalid(`interactive['action']['name'] must be "${name}".`);
  };
}

function parametersOf(action: Json, name: string): Json {
  named(name)(action);
  return requiredObject(action, 'parameters', "interactive['action']['parameters']");
}

function checkCallToAction(action: Json): void {
  const parameters = parametersOf(action, 'cta_url');
  requiredText(parameters, 'display_text', "parameters['display_text']", 20);
  const url = requiredText(parameters, 'url', "parameters['url']", 2_000);
  if (!/^https?:\/\/\S+$/.test(url)) throw invalid("parameters['url'] is not a valid URL.");
}

function checkFlow(action: Json): void {
  const parameters = parametersOf(action, 'flow');
  if (String(parameters.flow_message_version) !== '3')
    throw invalid('parameters[\'flow_message_version\'] must be "3".');
  if (parameters.flow_id === undefined && parameters.flow_name === undefined) throw missing("parameters['flow_id']");
  requiredText(parameters, 'flow_cta', "parameters['flow_cta']", 30);
  const flowAction = parameters.flow_action ?? 'navigate';
  if (flowAction !== 'navigate' && flowAction !== 'data_exchange') {
    throw invalid("parameters['flow_action'] must be navigate or data_exchange.");
  }
}

function checkProduct(action: Json): void {
  requiredText(action, 'catalog_id', "interactive['action']['catalog_id']", 100);
  requiredText(action, 'product_retailer_id', "interactive['action']['product_retailer_id']", 200);
}

function checkProductList(action: Json): void {
  requiredText(action, 'catalog_id', "interactive['action']['catalog_id']", 100);
  const sections = requiredArray(action, 'sections', "interactive['action']['sections']", 1, 10);
  const count = sections.reduce(
    (sum, section) => sum + requiredArray(section, 'product_items', 'product_items', 1, 30).length,
    0,
  );
  if (count > 30) throw invalid(`interactive['action']['sections']: at most 30 products in all, got ${count}.`);
}

function checkAddress(action: Json): void {
  const parameters = parametersOf(action, 'address_message');
  if (parameters.country !== 'IN')
    throw invalid("parameters['country'] must be IN: address messages are for India only.");
}

function checkVoiceCall(action: Json): void {
  named('voice_call')(action);
  const parameters = action.parameters as Json | undefined;
  if (parameters === undefined) return;
  optionalText(parameters, 'display_text', "parameters['display_text']", 20);
  const ttl = parameters.ttl_minutes;
  if (ttl !== undefined && !(Number(ttl) >= 1 && Number(ttl) <= 43_200))
    throw invalid("parameters['ttl_minutes'] must be 1 to 43200.");
}

function checkCarousel(action: Json): void {
  for (const [index, card] of requiredArray(action, 'cards', "interactive['action']['cards']", 1, 10).entries()) {
    if (card.card_index !== undefined && Number(card.card_index) !== index)
      throw invalid(`cards[${index}]['card_index'] must be ${index}.`);
    const body = card.body as Json | undefined;
    if (body !== undefined) optionalText(body, 'text', `cards[${index}]['body']['text']`, 160);
  }
}
