/**
 * The bare workflow's activities with the calls that a turn cannot do without: four answers of the model and one message through
 * the simulators, and one row written before or after each. No record is read, nothing is checked, nothing is sealed.
 */
import pg from 'pg';
import type { BareActivities, TurnRef } from './activities.ts';

export interface Calls {
  modelUrl: string;
  /** A prompt of the product's, so that calls are as large. */
  prompt: string;
  /** Where a message is posted. */
  sendUrl: string;
  token: string;
  databaseUrl: string;
  /** Customers' numbers by conversation. */
  phones: string[];
}

const ANSWER = {
  type: 'object',
  properties: { text: { type: 'string' }, ok: { type: 'boolean' } },
  required: ['text', 'ok'],
  additionalProperties: false,
};

export function createCallingActivities(calls: Calls, onTurn: (turn: TurnRef) => void): BareActivities {
  const pool = new pg.Pool({ connectionString: calls.databaseUrl, max: 10 });
  pool.on('error', () => undefined);
  const note = (turn: TurnRef, step: string): Promise<unknown> =>
    pool.query('insert into baseline_outbox (conversation_id, payload, at) values ($1, $2, now())', [
      turn.conversation,
      JSON.stringify({ step, through: turn.through }),
    ]);
  const post = async (url: string, token: string, body: unknown): Promise<void> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer.slice(0, 200)}`);
    JSON.parse(answer);
  };
  const ask = (name: string): Promise<void> =>
    post(`${calls.modelUrl}/chat/completions`, 'bench', {
      model: 'parley-demo',
      messages: [
        { role: 'system', content: 'Answer in the given JSON schema.' },
        { role: 'user', content: calls.prompt },
      ],
      response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: ANSWER } },
    });
  return {
    async read(turn) {
      await note(turn, 'opened');
      await ask('read');
      await note(turn, 'read');
    },
    async think(turn) {
      for (const name of ['plan', 'write', 'critique']) {
        await ask(name);
        await note(turn, name);
      }
    },
    async reply(turn) {
      await note(turn, 'claimed');
      await post(calls.sendUrl, calls.token, {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: calls.phones[turn.conversation],
        type: 'text',
        text: { body: 'A cleaning is $120. When would you like to come?', preview_url: false },
      });
      await note(turn, 'sent');
      onTurn(turn);
    },
  };
}
