import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WhatsAppSimulator } from './index.ts';
import type { Json } from './records.ts';
import {
  ASHA,
  errorOf,
  graph,
  sendTo,
  startTestBusiness,
  startTestSimulator,
  type TestBusiness,
  WABA,
} from './test-support.ts';

let business: TestBusiness;
let simulator: WhatsAppSimulator;

beforeEach(async () => {
  business = await startTestBusiness();
  simulator = await startTestSimulator(business);
  simulator.inbound({ from: ASHA, text: 'hello' });
});

afterEach(async () => {
  await simulator.close();
  await business.close();
});

describe('templates', () => {
  const order = {
    name: 'order_ready',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::x'] } },
      { type: 'BODY', text: 'Hi {{1}}, order {{2}} is ready.', example: { body_text: [['Ana', '17']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Stop' },
          { type: 'URL', text: 'Track', url: 'https://x.example/{{1}}', example: ['17'] },
        ],
      },
    ],
  };
  const text = (value: string) => ({ type: 'text', text: value });
  const filled = [
    { type: 'header', parameters: [{ type: 'image', image: { link: 'https://a.example/i.png' } }] },
    { type: 'body', parameters: [text('Ana'), text('17')] },
    { type: 'button', sub_type: 'url', index: '1', parameters: [text('A%2017')] },
  ];
  const send = (components: unknown, name = 'order_ready') =>
    sendTo(simulator, ASHA, { type: 'template', template: { name, language: { code: 'en_US' }, components } });

  it('are pending, then approved by webhook, and can then be sent', async () => {
    const made = await graph(simulator, 'POST', `${WABA}/message_templates`, order);
    expect(made.json).toMatchObject({ status: 'PENDING', category: 'UTILITY' });
    await simulator.idle();
    expect(business.values('message_template_status_update')).toMatchObject([
      {
        event: 'APPROVED',
        message_template_id: Number(made.json.id),
        message_template_name: 'order_ready',
        message_template_language: 'en-US',
      },
    ]);
    expect((await send(filled)).json.messages).toMatchObject([{ message_status: 'accepted' }]);
    await simulator.idle();
    expect(simulator.ledger.phoneDeliveries()[0]?.text).toBe('Hi Ana, order 17 is ready.');
    expect(business.statuses()[0]?.pricing).toMatchObject({ category: 'utility' });
  });

  it.each<[string, unknown, number]>([
    ['a missing body value', filled.with(1, { type: 'body', parameters: [text('Ana')] }), 132000],
    ['a text header for an image', filled.with(0, { type: 'header', parameters: [text('x')] }), 132012],
    ['no button value', filled.slice(0, 2), 131008],
    ['a line break in a value', filled.with(1, { type: 'body', parameters: [text('A\nB'), text('1')] }), 132018],
    [
      'a raw space in the url',
      filled.with(2, { type: 'button', sub_type: 'url', index: '1', parameters: [text('A 17')] }),
      131009,
    ],
  ])('refuse %s', async (_name, components, code) => {
    simulator.addTemplate(order);
    expect(errorOf(await send(components)).code).toBe(code);
  });

  it('named values come in any order, and unknown names are refused', async () => {
    simulator.addTemplate({
      name: 'named',
      parameterFormat: 'named',
      components: [{ type: 'BODY', text: '{{day}} at {{hour}}.' }],
    });
    const value = (parameter_name: string, value: string) => ({ type: 'text', parameter_name, text: value });
    expect(
      (await send([{ type: 'body', parameters: [value('hour', 'ten'), value('day', 'Friday')] }], 'named')).status,
    ).toBe(200);
    expect(simulator.ledger.sends()[0]?.text).toBe('Friday at ten.');
    expect(
      errorOf(await send([{ type: 'body', parameters: [value('hour', 'ten'), value('date', 'x')] }], 'named')).code,
    ).toBe(132012);
  });

  it('that do not exist, are rejected, paused or disabled are refused', async () => {
    const unknown = await send([], 'nope');
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, 132001]);
    simulator.addTemplate(order);
    for (const [event, code] of [
      ['REJECTED', 132001],
      ['PAUSED', 132015],
      ['DISABLED', 132016],
    ] as const) {
      simulator.reviewTemplate('order_ready', event);
      expect(errorOf(await send(filled)).code).toBe(code);
    }
  });

  it('list with filters and paging, edit once a day, delete every language', async () => {
    for (const name of ['a_one', 'a_two', 'a_three']) simulator.addTemplate({ ...order, name });
    const first = (await graph(simulator, 'GET', `${WABA}/message_templates?name=a_&limit=2&fields=name`)).json;
    expect(first.data).toHaveLength(2);
    const { cursors, next } = first.paging as { cursors: { after: string }; next: string };
    expect(next).toContain('name=a_');
    const second = (await graph(simulator, 'GET', `${WABA}/message_templates?name=a_&limit=2&after=${cursors.after}`))
      .json;
    expect((second.data as Json[]).map(each => each.name)).toEqual(['a_three']);
    expect(second.paging).not.toHaveProperty('next');
    const id = simulator.templates().find(each => each.name === 'a_one')?.id ?? '';
    expect((await graph(simulator, 'POST', id, { components: order.components })).json).toEqual({ success: true });
    await simulator.idle();
    expect(errorOf(await graph(simulator, 'POST', id, { components: order.components })).message).toContain(
      'once in 24 hours',
    );
    expect((await graph(simulator, 'DELETE', `${WABA}/message_templates?name=a_one`)).json).toEqual({ success: true });
    expect(
      errorOf(await graph(simulator, 'POST', `${WABA}/message_templates`, { ...order, name: 'a_one' })).message,
    ).toContain('locked');
  });
});
