import { sendAs } from './actions.js';
import { control, mediaUrl } from './api.js';
import { h, icon } from './dom.js';
import { richText } from './format.js';
import { closeSheet, openSheet } from './sheet.js';
import { customer, state } from './store.js';

const headerNode = header => {
  if (header === undefined) return null;
  const kind = header.type ?? header.format?.toLowerCase();
  if (kind === 'text') return h('p', { class: 'title' }, header.text);
  const media = header.media ?? header[kind];
  if (kind === 'image' && media?.id)
    return h('img', { class: 'picture', src: mediaUrl(media.id), alt: 'Header picture' });
  const name = media?.filename ?? media?.link?.split('/').at(-1) ?? media?.name ?? kind;
  return h(
    'div',
    { class: 'card file' },
    h('span', { class: 'card-icon' }, icon(kind === 'location' ? 'pin' : kind === 'document' ? 'file' : 'photo')),
    h('span', { class: 'card-text' }, h('b', {}, name), h('span', {}, kind)),
  );
};

const action = (label, run, { disabled = false, symbol, testid = 'phone-button' } = {}) =>
  h(
    'button',
    { type: 'button', class: 'action', disabled, dataset: { testid }, onclick: run },
    symbol && icon(symbol),
    label,
  );

const linkAction = (label, url, symbol = 'link') => {
  const safe = /^https?:\/\//.test(url ?? '') ? url : undefined;
  return h(
    'a',
    { class: 'action', href: safe, target: '_blank', rel: 'noopener noreferrer', dataset: { testid: 'phone-button' } },
    icon(symbol),
    label,
  );
};

const bodyParts = ({ header, body, footer }) => [
  headerNode(header),
  body !== undefined && body !== '' && h('p', { class: 'words' }, richText(body)),
  footer !== undefined && h('p', { class: 'footer' }, footer),
];

/** A template: its quick replies come back as `button` messages. */
export function templateParts(message, answered) {
  const { content } = message;
  const buttons = (content.buttons ?? []).map(button => {
    if (button.type === 'URL') return linkAction(button.text, button.url);
    if (button.type === 'PHONE_NUMBER') return action(button.text, () => callBusiness(), { symbol: 'phone' });
    if (button.type === 'COPY_CODE' || button.type === 'OTP')
      return action(button.text, () => navigator.clipboard?.writeText(button.code ?? ''), { symbol: 'file' });
    const reply = { type: 'button', button: { payload: button.payload, text: button.text }, context: message.wamid };
    return action(button.text, () => sendAs(reply), { disabled: answered, symbol: 'reply' });
  });
  return { body: bodyParts(content), buttons };
}

/** An interactive message of the business and what can be tapped. */
export function interactiveParts(message, answered) {
  const { content } = message;
  const body = bodyParts({ header: content.header, body: content.body?.text, footer: content.footer?.text });
  const buttons = (TAPS[content.type] ?? plain)(message, content.action ?? {}, answered);
  return { body, buttons };
}

const interactiveReply = (message, kind, reply) =>
  sendAs({ type: 'interactive', [kind]: reply, context: message.wamid });

const plain = (_message, tapped) => [h('span', { class: 'action plain' }, tapped.name ?? 'Open')];

const shareContact = (message, _action, answered) => [
  action(
    'Share my number',
    () => {
      const who = customer();
      const contact = {
        name: { formatted_name: who.name, first_name: who.name.split(' ')[0] },
        phones: [{ phone: `+${who.phone ?? ''}`, wa_id: who.waId, type: 'CELL' }],
        origin: 'contact_request',
      };
      return sendAs({ type: 'contacts', contacts: [contact], context: message.wamid });
    },
    { disabled: answered, symbol: 'person' },
  ),
];

const TAPS = {
  button: (message, tapped, answered) =>
    tapped.buttons.map(({ reply }) =>
      action(reply.title, () => interactiveReply(message, 'button_reply', reply), {
        disabled: answered,
        symbol: 'reply',
      }),
    ),
  list: (message, tapped) => [action(tapped.button, () => openList(message, tapped), { symbol: 'list' })],
  cta_url: (_message, tapped) => [linkAction(tapped.parameters?.display_text, tapped.parameters?.url)],
  flow: (message, tapped, answered) => [
    action(tapped.parameters?.flow_cta, () => openFlow(message, tapped.parameters), {
      disabled: answered,
      symbol: 'list',
    }),
  ],
  location_request_message: (message, _tapped, answered) => [
    action(
      'Send location',
      () =>
        sendAs({
          type: 'location',
          location: { latitude: 40.7359, longitude: -73.9911, name: 'Union Square', address: 'New York' },
          context: message.wamid,
        }),
      { disabled: answered, symbol: 'pin' },
    ),
  ],
  contact_request: shareContact,
  request_contact_info: shareContact,
  voice_call: (_message, tapped) => [
    action(tapped.parameters?.display_text ?? 'Call', () => callBusiness(), { symbol: 'phone' }),
  ],
  call_permission_request: (message, _tapped, answered) =>
    [
      ['Allow', 'accept'],
      ["Don't allow", 'reject'],
    ].map(([label, response]) =>
      action(
        label,
        () =>
          interactiveReply(message, 'call_permission_reply', {
            response,
            response_source: 'user_action',
            is_permanent: false,
          }),
        { disabled: answered },
      ),
    ),
  address_message: (message, _tapped, answered) => [
    action(
      'Provide address',
      () =>
        interactiveReply(message, 'nfm_reply', {
          name: 'address_message',
          body: 'Address sent',
          response_json: JSON.stringify({
            values: { name: customer().name, in_pin_code: '560001', city: 'Bengaluru', address: '12 MG Road' },
          }),
        }),
      { disabled: answered, symbol: 'pin' },
    ),
  ],
  carousel: (_message, tapped) =>
    (tapped.cards ?? []).map(card =>
      linkAction(card.action?.parameters?.display_text ?? card.body?.text ?? 'Card', card.action?.parameters?.url),
    ),
};

function callBusiness() {
  return control('POST', 'calls', { from: customer().id, phoneNumberId: state.phoneNumberId });
}

function openList(message, tapped) {
  const choices = tapped.sections.map((section, index) =>
    h(
      'fieldset',
      {},
      h('legend', {}, section.title ?? ''),
      section.rows.map(row =>
        h(
          'label',
          { class: 'choice' },
          h('span', {}, h('b', {}, row.title), row.description && h('small', {}, row.description)),
          h('input', { type: 'radio', name: 'row', value: row.id, required: true, dataset: { section: index } }),
        ),
      ),
    ),
  );
  const rows = tapped.sections.flatMap(section => section.rows);
  const form = h(
    'form',
    {
      class: 'sheet-form',
      onsubmit: event => {
        event.preventDefault();
        const row = rows.find(each => each.id === new FormData(form).get('row'));
        closeSheet();
        if (row !== undefined)
          interactiveReply(message, 'list_reply', {
            id: row.id,
            title: row.title,
            ...(row.description ? { description: row.description } : {}),
          });
      },
    },
    choices,
    h('button', { type: 'submit', class: 'primary', dataset: { testid: 'phone-list-send' } }, 'Send'),
  );
  openSheet(tapped.button, form);
}

function openFlow(message, parameters = {}) {
  const answers = { flow_token: parameters.flow_token ?? 'unused', answer: 'yes' };
  const area = h('textarea', { name: 'json', rows: 6, spellcheck: 'false' }, JSON.stringify(answers, null, 2));
  const problem = h('p', { class: 'problem', role: 'alert' });
  const form = h(
    'form',
    {
      class: 'sheet-form',
      onsubmit: event => {
        event.preventDefault();
        try {
          const response = JSON.stringify(JSON.parse(area.value));
          closeSheet();
          interactiveReply(message, 'nfm_reply', { name: 'flow', body: 'Sent', response_json: response });
        } catch {
          problem.textContent = 'This is not JSON: check the quotes and commas.';
        }
      },
    },
    h('label', { class: 'field' }, h('span', {}, 'What the form answers (JSON)'), area),
    problem,
    h('button', { type: 'submit', class: 'primary' }, 'Send'),
  );
  openSheet(parameters.flow_cta ?? 'Form', form);
}
