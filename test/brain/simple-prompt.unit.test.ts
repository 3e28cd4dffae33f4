/** What simple mode asks its one call (A-SIMPLE-2). */
import { expect, it } from 'vitest';
import type { StepContext } from '../../activities/agent/call.ts';
import type { ThinkInput } from '../../activities/agent/input.ts';
import { think } from '../../activities/agent/think.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';

const NOW = Date.UTC(2026, 10, 21, 15);
const message = (number: number, text: string, direction: 'in' | 'out') => ({
  id: String(number),
  number,
  sender: direction === 'in' ? 'CONTACT' : 'BOT',
  kind: 'TEXT',
  text,
  transcript: null,
  replyId: null,
  deleted: false,
  direction,
});

it('A-SIMPLE-2: everything the one call needs stands in its prompt, and its answer is a message, silence or a person', async () => {
  const playbook = playbookSchema.parse({
    ...dentalClinic,
    mode: 'SIMPLE_PROMPT',
    tone: { languages: ['es', 'en'], formality: 'formal', maxWords: 12 },
    business: { ...dentalClinic.business, prices: 'A cleaning is $120.' },
  });
  const asked: { role: string; system: string; user: string }[] = [];
  const answers = ['MESSAGE', 'SILENT', 'HANDOFF'].map(action => ({
    action,
    text: action === 'MESSAGE' ? 'Claro.' : null,
  }));
  const context = {
    orgId: 'o',
    turnId: 't',
    seed: 1,
    tried: { signal: AbortSignal.timeout(10_000), paid: () => undefined },
    ports: {
      clock: { now: () => NOW },
      countTokens: (text: string) => Math.ceil(text.length / 4),
      checkpoint: () => Promise.resolve(),
      model: {
        complete: (request: (typeof asked)[number]) => {
          asked.push(request);
          return Promise.resolve({ value: answers[asked.length - 1], usage: {} });
        },
      },
    },
  } as unknown as StepContext;
  const input = {
    loaded: {
      row: {
        stage: 'DISCOVERY',
        owner: 'AI',
        ctas: {},
        memory: emptyMemory(),
        botMessages: 1,
        lastInboundAt: NOW,
        windowEndsAt: NOW + 1,
      },
      contact: { language: 'es', zone: null },
      organization: { zone: 'UTC' },
      playbook,
    },
    memory: {
      ...emptyMemory(),
      language: 'es',
      summary: 'A father of two.',
      slots: { insurance: { value: 'Delta', confidence: 0.9, sourceMessageId: null, setBy: 'agent', at: NOW } },
    },
    extraction: null,
    trigger: 'inbound',
    batch: [message(3, 'ok', 'in')],
    recent: [message(1, 'Hola, ¿una limpieza?', 'in'), message(2, '¿Qué día le conviene?', 'out')],
  } as unknown as ThinkInput;

  const thoughts = [await think(context, input), await think(context, input), await think(context, input)];
  expect(asked.map(({ role }) => role)).toEqual(['simple', 'simple', 'simple']);
  const { system = '', user = '' } = asked[0] ?? {};
  expect(system).toMatch(/^You are the assistant Sunny of Sunset Dental/);
  expect(system).toMatch(/next message only \(action MESSAGE\), or SILENT, or HANDOFF/);
  for (const part of [
    `offer: ${playbook.business.offer}`,
    'prices: A cleaning is $120.',
    'formality: formal',
    'max words: 12; max questions: 1',
    'never say: "guaranteed"',
    '### summary\nA father of two.',
    'insurance = "Delta" (0.90)',
    'ctas: BOOK_CALL "Book a visit"',
    '"Hola, ¿una limpieza?"',
    '"¿Qué día le conviene?"',
    '### answer in\nes',
  ])
    expect(user).toContain(part);
  expect(thoughts.map(({ decision }) => [decision.shouldSend, decision.handoff])).toEqual([
    [true, null],
    [false, null],
    [expect.any(Boolean), 'other'],
  ]);
});
