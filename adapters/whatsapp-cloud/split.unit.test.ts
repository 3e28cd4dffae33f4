import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANA,
  accountDelivery,
  change,
  delivery,
  inbound,
  message,
  PHONE_NUMBER_ID,
  status,
  statuses,
  text,
  WABA_ID,
} from './fixtures/deliveries.ts';
import { normalizeUpdate } from './normalize.ts';
import { splitDelivery } from './split.ts';

const NOW = 1_760_000_000_000;

describe('splitDelivery', () => {
  it('makes one self-contained update of every entry, change, message and status', () => {
    const bob = { profile: { name: 'Bob' }, wa_id: '447700900123' };
    const first = delivery(
      change({
        contacts: [bob, ANA],
        messages: [
          message(text('a')),
          message(text('b'), { id: 'wamid.IN2', from: '447700900123', from_user_id: undefined }),
        ],
      }),
      change({ statuses: [status('sent'), status('read')] }),
    );
    const second = { id: 'other', changes: [change({ errors: [{ code: 130429, title: 'x' }] })] };
    const { updates, ignored } = splitDelivery({ ...first, entry: [...(first.entry as unknown[]), second] });
    expect(ignored).toEqual([]);
    expect(updates.map(update => update.updateKey.replace(/#.*/, '#'))).toEqual([
      'message:wamid.IN1',
      'message:wamid.IN2',
      'status:wamid.OUT1:sent',
      'status:wamid.OUT1:read',
      'messages.errors#',
    ]);
    expect(updates.map(update => update.phoneNumberId)).toEqual(Array(5).fill(PHONE_NUMBER_ID));
    expect(updates.map(update => update.wabaId)).toEqual([WABA_ID, WABA_ID, WABA_ID, WABA_ID, 'other']);
    const [two] = normalizeUpdate(updates[1]?.body, NOW);
    expect(two).toMatchObject({
      type: 'message',
      sender: {
        name: 'Bob',
        identities: [
          { kind: 'wa_id', value: '447700900123' },
          { kind: 'phone', value: '+447700900123' },
        ],
      },
    });
    expect(normalizeUpdate(updates[0]?.body, NOW)[0]).toMatchObject({ sender: { name: 'Ana', username: 'ana.b' } });
  });

  it('gives the same update the same key again, and another one another', () => {
    const keys = (body: unknown) => splitDelivery(body).updates.map(update => update.updateKey);
    const paused = accountDelivery('message_template_status_update', { event: 'PAUSED', message_template_name: 'a' });
    const reordered = accountDelivery('message_template_status_update', {
      message_template_name: 'a',
      event: 'PAUSED',
    });
    expect(keys(paused)).toEqual(keys(reordered));
    expect(keys(paused)).not.toEqual(
      keys(accountDelivery('message_template_status_update', { event: 'APPROVED', message_template_name: 'a' })),
    );
    const group = status('read', { recipient_type: 'group', recipient_participant_id: '15550003333' });
    expect(keys(statuses(group, { ...group, recipient_participant_id: '15550004444' }))).toHaveLength(2);
    expect(new Set(keys(statuses(group, { ...group, recipient_participant_id: '15550004444' }))).size).toBe(2);
  });

  it('keeps errors with the one message they explain', () => {
    const errors = [{ code: 131000, title: 'unsupported webhook payload' }];
    const { updates } = splitDelivery(
      delivery(change({ contacts: [ANA], messages: [message({ type: 'interactive' })], errors })),
    );
    expect(updates).toHaveLength(1);
    expect(normalizeUpdate(updates[0]?.body, NOW)).toMatchObject([
      { type: 'message', answerable: false, content: { kind: 'SYSTEM' } },
    ]);
  });

  it('does not give one person’s contact entry to another', () => {
    const stranger = message(text('x'), { id: 'wamid.IN9', from: '447700900999', from_user_id: undefined });
    const { updates } = splitDelivery(delivery(change({ contacts: [ANA], messages: [message(text('a')), stranger] })));
    expect(normalizeUpdate(updates[1]?.body, NOW)).toMatchObject([
      { sender: { name: null, identities: [{ value: '447700900999' }, { value: '+447700900999' }] } },
    ]);
  });

  it.each([
    ['null', null, 'not_a_delivery'],
    ['a number', 7, 'not_a_delivery'],
    ['a list', [1], 'not_a_delivery'],
    ['an entry that is no object', { entry: ['x'] }, 'entry_not_an_object'],
    ['an entry without changes', { entry: [{ id: '1' }] }, 'entry_without_changes'],
    [
      'a change without value',
      { entry: [{ id: '1', changes: [{ field: 'messages', value: 'x' }] }] },
      'change_without_value',
    ],
    ['a message that is no object', delivery(change({ messages: ['x'] })), 'messages_item_not_an_object'],
    ['a change with nothing in it', delivery(change({ messages: [] })), undefined],
  ])('keeps %s as one update and counts it', (_name, body, reason) => {
    const { updates, ignored } = splitDelivery(body);
    expect(updates).toHaveLength(1);
    expect(updates[0]?.updateKey).toMatch(/#[0-9a-f]{64}$/);
    if (reason) expect(ignored).toEqual([{ reason, count: 1 }]);
    expect(normalizeUpdate(updates[0]?.body, NOW)).toMatchObject([{ type: 'ignored' }]);
  });

  it('splits 1,000 updates of 3 MB quickly, without multiplying them', () => {
    const many = Array.from({ length: 1000 }, (_, n) =>
      message(text('ä'.repeat(1500)), {
        id: `wamid.${n}`,
        from: `1555${String(n).padStart(7, '0')}`,
        from_user_id: undefined,
      }),
    );
    const contacts = many.map(item => ({ profile: { name: 'N' }, wa_id: item.from }));
    const raw = JSON.stringify(delivery(change({ contacts, messages: many, junk: 'x'.repeat(100_000) })));
    const started = performance.now();
    const { updates } = splitDelivery(JSON.parse(raw));
    expect(performance.now() - started).toBeLessThan(1500);
    expect(updates).toHaveLength(1000);
    expect(JSON.stringify(updates).length).toBeLessThan(3 * raw.length);
  });

  it('bounds a storm of empty items and says so', () => {
    const { updates, ignored } = splitDelivery(
      delivery(change({ statuses: Array.from({ length: 12_000 }, (_, n) => ({ n })) })),
    );
    expect(updates).toHaveLength(10_000);
    expect(ignored).toEqual([{ reason: 'too_many_updates', count: 2_000 }]);
  });

  it('survives nesting that would overflow a stack', () => {
    const depth = 200_000;
    const nested = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
    const { updates } = splitDelivery(inbound({ type: 'text', text: { body: 'hi', nested } }));
    expect(normalizeUpdate(JSON.parse(JSON.stringify(updates[0]?.body)), NOW)).toMatchObject([
      { content: { text: 'hi' } },
    ]);
    expect(() => splitDelivery({ entry: nested })).not.toThrow();
  });
});

describe('whatever comes', () => {
  const word = fc.constantFrom(
    'entry',
    'changes',
    'value',
    'field',
    'messages',
    'statuses',
    'contacts',
    'errors',
    'text',
    'image',
    'interactive',
    'system',
    'edit',
    'reaction',
    'id',
    'from',
    'type',
    'timestamp',
    'metadata',
    'phone_number_id',
    'user_id',
    'wa_id',
    'context',
    'referral',
    'body',
    '__proto__',
    'constructor',
    'toString',
  );
  const leaf = fc.oneof(
    fc.anything(),
    word,
    fc.constantFrom('15550001111', 'US.1', 'wamid.1', 'text', 'button_reply', '\u0000', '\ud800', '1e999'),
  );
  const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(word, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  const item = fc.dictionary(word, tree, { maxKeys: 8 });
  const value = fc.record(
    {
      metadata: tree,
      contacts: tree,
      messages: fc.array(item, { maxLength: 3 }),
      statuses: fc.array(item, { maxLength: 3 }),
      message_echoes: tree,
      user_preferences: fc.array(tree, { maxLength: 2 }),
      errors: tree,
    },
    { requiredKeys: [] },
  );
  const field = fc.oneof(
    fc.constantFrom(
      'messages',
      'smb_message_echoes',
      'account_update',
      'message_template_status_update',
      'standby',
      'security',
      'constructor',
    ),
    leaf,
  );
  const body = fc.oneof(
    tree,
    fc.record({
      entry: fc.array(fc.record({ id: tree, changes: fc.array(fc.record({ field, value }), { maxLength: 2 }) }), {
        maxLength: 2,
      }),
    }),
  );

  it('never throws, and what comes out can be stored', () => {
    fc.assert(
      fc.property(body, given => {
        for (const update of splitDelivery(given).updates) {
          expect(update.updateKey.length).toBeGreaterThan(5);
          const stored = JSON.parse(JSON.stringify(update.body)) as unknown;
          const updates = normalizeUpdate(stored, NOW);
          expect(updates.length).toBeGreaterThan(0);
          const written = JSON.stringify(updates);
          expect(written).not.toMatch(/\\u0000|\\ud[89a-f]/);
        }
      }),
      { numRuns: 400 },
    );
  });
});
