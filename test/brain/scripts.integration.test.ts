/** The script library in a turn: what is said at this moment, in the customer's language, is what the writer is given. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConversation, newPhone, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    playbook: {
      scripts: [
        { situation: 'opener', about: '', texts: { en: 'Welcome to Sunset Dental!', hi: 'सनसेट डेंटल में स्वागत है!' } },
        { situation: 'objection', about: 'too_expensive', texts: { en: 'Twelve monthly payments, no interest.' } },
      ],
    },
  });
});
afterAll(() => core.stop());

async function say(phone: string, text: string): Promise<string> {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, name: 'Asha Patel', text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  const row = await quiet(core, phone, 30_000);
  const turn = (await turnsOf(core, row.id)).at(-1);
  return turn?.prompt?.find(part => part.name === 'scripts')?.text ?? '';
}

describe('the script library (A-LANG-2, A-ONB-14)', () => {
  it('A-ONB-14: the opener stands in the first prompt and in no later one; an objection brings its own', async () => {
    const phone = newPhone();
    expect(await say(phone, 'Hi, how long does a cleaning take?')).toContain('opener: "Welcome to Sunset Dental!"');
    expect(await say(phone, 'And do you treat children?')).not.toContain('opener');
    expect(await say(phone, 'Hmm, that is too expensive for me')).toMatch(/objection.*Twelve monthly payments/);
  });

  it('A-LANG-2: the script is that of the customer’s language, and none is better than one in another', async () => {
    expect(await say(newPhone(), 'नमस्ते, दाँत की सफाई में कितना समय लगता है?')).toContain('सनसेट डेंटल में स्वागत है!');
    expect(await say(newPhone(), '¿Hola, cuánto tiempo dura una limpieza dental? Gracias por su respuesta')).toBe('');
  });
});
