/**
 * The raw baseline: express, the signature, one INSERT; and for takeovers one transaction of an UPDATE and an INSERT.
 * Nothing else: no split, no sealing, no metrics, no log.   node http.ts --database=URL --secret=S --port=N
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseArgs } from 'node:util';
import express, { type Request } from 'express';
import pg from 'pg';
import { baselineReads } from './reads.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: '' },
    secret: { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});
const ORG = '00000000-0000-4000-8000-000000000001';
const pool = new pg.Pool({ connectionString: values.database, max: 20 });
pool.on('error', () => undefined);

const signed = (body: Buffer, header: string | undefined): boolean => {
  const expected = Buffer.from(`sha256=${createHmac('sha256', values.secret).update(body).digest('hex')}`);
  const given = Buffer.from(header ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
};

interface Delivery {
  entry: { changes: { value: { messages: { id: string }[] } }[] }[];
}

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.post('/webhook', express.raw({ type: () => true, limit: '4mb' }), async (request: Request, response) => {
  const body = request.body as Buffer;
  if (!signed(body, request.get('x-hub-signature-256'))) {
    response.status(401).end();
    return;
  }
  const delivery = JSON.parse(body.toString('utf8')) as Delivery;
  const id = delivery.entry[0]?.changes[0]?.value.messages[0]?.id ?? '';
  await pool.query(
    'insert into baseline_updates (org_id, channel_account_id, update_key, body, received_at) values ($1, $1, $2, $3, $4) on conflict do nothing',
    [ORG, Buffer.from(id), body, new Date()],
  );
  response.status(200).end();
});
app.post('/takeover/:id', async (request, response) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("update baseline_conversations set owner = 'HUMAN', epoch = epoch + 1 where id = $1", [
      request.params.id,
    ]);
    await client.query('insert into baseline_outbox (conversation_id, payload, at) values ($1, $2, $3)', [
      request.params.id,
      { owner: 'HUMAN' },
      new Date(),
    ]);
    await client.query('commit');
  } finally {
    client.release();
  }
  response.json({ owner: 'HUMAN' });
});
app.use(baselineReads(pool));
const server = app.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
