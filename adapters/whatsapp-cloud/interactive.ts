/** Answers by tapping: buttons, lists, flows, orders. Their ids map back to slots, CTAs and flows (A-WA-6). */
import type { InboundContent } from '../../domain/message/inbound.ts';
import type { ReadContent } from './content.ts';
import { asNumber, asObject, asString, cleanJson, clip, objectsOf } from './json.ts';
import type { JsonObject } from './wire.ts';

const empty: Omit<InboundContent, 'kind'> = { text: null, media: null, location: null, replyId: null, extra: null };

/** Null when the answer came without content (then `value.errors` says why). */
export function interactiveContent(message: JsonObject): ReadContent | null {
  const interactive = asObject(message.interactive);
  if (!interactive) return null;
  const button = asObject(interactive.button_reply);
  if (button) return reply('BUTTON_REPLY', button);
  const list = asObject(interactive.list_reply);
  if (list) return reply('LIST_REPLY', list);
  const form = asObject(interactive.nfm_reply);
  if (form) return formContent(form);
  const permission = asObject(interactive.call_permission_reply);
  if (permission) {
    const answer = asString(permission.response) ?? 'answered';
    return {
      content: {
        ...empty,
        kind: 'INTERACTIVE',
        text: `Permission to call: ${answer}`,
        extra: { callPermission: cleanJson(permission) },
      },
      answerable: false,
    };
  }
  return null;
}

function reply(kind: 'BUTTON_REPLY' | 'LIST_REPLY', chosen: JsonObject): ReadContent | null {
  const id = asString(chosen.id);
  const title = asString(chosen.title);
  if (!id && !title) return null;
  const description = asString(chosen.description);
  return {
    content: { ...empty, kind, text: title ?? id, replyId: id, extra: description ? { description } : null },
    answerable: true,
  };
}

/** A template's quick reply: its payload equals its text when none was set. */
export function buttonContent(message: JsonObject): ReadContent | null {
  const button = asObject(message.button);
  const text = asString(button?.text);
  const payload = asString(button?.payload);
  if (!text && !payload) return null;
  return {
    content: { ...empty, kind: 'BUTTON_REPLY', text: text ?? payload, replyId: payload ?? text },
    answerable: true,
  };
}

/** A filled form: `response_json` is a string of JSON, and may be none. */
function formContent(form: JsonObject): ReadContent {
  const raw = asString(form.response_json);
  const answers = parseObject(raw) ?? asObject(cleanJson(form.response_json));
  const { flow_token: flowToken, ...fields } = answers ?? {};
  const lines = Object.entries(fields).map(
    ([name, value]) =>
      `${name.replaceAll('_', ' ')}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return {
    content: {
      ...empty,
      kind: 'INTERACTIVE',
      text: lines.length > 0 ? clip(lines.join('\n'), 4096) : asString(form.body),
      replyId: asString(flowToken),
      extra: { form: asString(form.name) ?? 'flow', answers: fields, ...(answers ? {} : { raw }) },
    },
    answerable: true,
  };
}

function parseObject(text: string | null): JsonObject | null {
  if (text === null) return null;
  try {
    return asObject(cleanJson(JSON.parse(text)));
  } catch {
    return null;
  }
}

export function orderContent(message: JsonObject): ReadContent | null {
  const order = asObject(message.order);
  if (!order) return null;
  const items = objectsOf(order.product_items);
  const lines = items.map(item => {
    const price = asNumber(item.item_price);
    const cost = price === null ? '' : ` at ${price} ${asString(item.currency) ?? ''}`.trimEnd();
    return `${asNumber(item.quantity) ?? 1} x ${asString(item.product_retailer_id) ?? 'product'}${cost}`;
  });
  const words = asString(order.text);
  const text = [words, lines.length > 0 ? `Order: ${lines.join('; ')}` : null].filter(part => part !== null).join('\n');
  return {
    content: {
      ...empty,
      kind: 'INTERACTIVE',
      text: clip(text || 'Order', 4096),
      extra: { order: cleanJson(order) },
    },
    answerable: true,
  };
}
