/**
 * WhatsApp webhooks (design.md section 4, intake): the raw bytes are verified, split into updates and written in one INSERT;
 * then it answers. It does not normalize and does not wait for Temporal.
 */
import { timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Checkpoint } from '../../activities/ports.ts';
import { verifySignature } from '../../adapters/whatsapp-cloud/signature.ts';
import { splitDelivery } from '../../adapters/whatsapp-cloud/split.ts';
import type { Logger } from '../../config/log.ts';
import { learnBusinessId, type WebhookAccount } from '../../db/channel/queries.ts';
import type { Database } from '../../db/database.ts';
import { insertRawUpdates, type RawUpdate } from '../../db/intake/queries.ts';
import type { Keyring } from '../../db/keys/keyring.ts';
import { ApiError } from '../endpoint.ts';
import { named } from '../middleware/observe.ts';
import type { AccountDirectory } from './accounts.ts';

export interface WebhookOptions {
  db: Database;
  keyring: Keyring;
  accounts: AccountDirectory;
  clock: { now(): number };
  log: Logger;
  /** Deliveries and updates by what became of them. */
  count: (outcome: string, updates: number) => void;
  checkpoint?: Checkpoint;
}

const MAX_BYTES = 4 * 1024 * 1024;
/** Code of the refusal that is counted by address; whatever is signed is not. */
export const WRONG_SIGNATURE = 'wrong_signature';

export function whatsappWebhooks(options: WebhookOptions): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: MAX_BYTES, inflate: false });
  router.get('/webhooks/whatsapp', named('/webhooks/whatsapp'), (request, response) =>
    handshake(options, request, response),
  );
  router.post(
    '/webhooks/whatsapp',
    named('/webhooks/whatsapp'),
    (request, response, next) =>
      raw(request, response, error => (error ? tooLarge(options, error, response, next) : next())),
    (request, response, next) => receive(options, request, response, next),
  );
  return router;
}

/** Meta asks once, when the address is set: the challenge goes back only for our own verify token. */
async function handshake({ accounts, count }: WebhookOptions, request: Request, response: Response): Promise<void> {
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
  const known =
    typeof token === 'string' && (await accounts.verifyTokens()).some(expected => sameText(token, expected));
  if (mode !== 'subscribe' || !known || typeof challenge !== 'string') {
    count('handshake_refused', 0);
    problem(response, 403, 'wrong_verify_token', 'The verify token is not the one of this installation.');
    return;
  }
  response.type('text/plain').send(challenge);
}

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

async function receive(
  options: WebhookOptions,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  const { db, keyring, accounts, clock, count, log } = options;
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const secrets = await accounts.secrets();
  const matched = verifySignature(bytes, request.headers['x-hub-signature-256'], secrets);
  const secret = matched === null ? undefined : secrets[matched];
  if (secret === undefined) {
    count('forged', 0);
    return next(new ApiError(401, WRONG_SIGNATURE, 'The signature does not match the app secret.'));
  }
  let delivery: unknown;
  try {
    delivery = JSON.parse(bytes.toString('utf8'));
  } catch {
    count('malformed', 0);
    problem(response, 400, 'malformed_json', 'The body is not JSON.');
    return;
  }
  const { updates, ignored } = splitDelivery(delivery);
  if (ignored.some(({ reason }) => reason === 'too_many_updates')) {
    count('too_many_updates', 0);
    problem(
      response,
      413,
      'too_many_updates',
      'A delivery may have at most 10,000 updates; none of these was kept. Send them in several deliveries.',
    );
    return;
  }
  for (const { reason, count: times } of ignored) count(`ignored:${reason}`, times);
  const now = clock.now();
  const rows: RawUpdate[] = [];
  const nameless = new Map<WebhookAccount, string>();
  try {
    for (const update of updates) {
      const owners = await accounts.find(update, secret);
      if (owners.length === 0) count('ignored:unknown_number', 1);
      const body = Buffer.from(JSON.stringify(update.body));
      for (const owner of owners) {
        const { orgId, channelAccountId } = owner;
        if (owner.businessId === '' && update.wabaId !== null) nameless.set(owner, update.wabaId);
        rows.push({
          orgId,
          channelAccountId,
          updateKey: keyring.hashId(update.updateKey),
          body: await keyring.seal(orgId, 'raw_update', body),
        });
      }
    }
    await db.withSystem(tx => insertRawUpdates(tx, rows, now));
  } catch (error) {
    log.error({ err: error, updates: updates.length }, 'a delivery could not be kept; the provider will send it again');
    count('not_kept', updates.length);
    problem(response, 503, 'not_kept', 'The delivery could not be stored. Send it again.');
    return;
  }
  await options.checkpoint?.('webhook.committed', { updates: rows.map(row => row.updateKey.toString('hex')) });
  count('accepted', rows.length);
  response.status(200).end();
  await learn(options, nameless);
}

/** Numbers that were connected without their business account: a signed delivery names it. The next one does what this one could not. */
async function learn({ db, log }: WebhookOptions, nameless: Map<WebhookAccount, string>): Promise<void> {
  for (const [account, wabaId] of nameless) {
    try {
      await db.withOrg(account.orgId, tx => learnBusinessId(tx, account, wabaId));
    } catch (error) {
      log.warn({ err: error, channelAccountId: account.channelAccountId }, 'a business account could not be kept');
    }
  }
}

function tooLarge({ count }: WebhookOptions, error: unknown, response: Response, next: (error: unknown) => void): void {
  const status = (error as { status?: number }).status;
  if (status === 413) {
    count('too_large', 0);
    problem(response, 413, 'too_large', 'A delivery may have at most 4 MB.');
  } else if (status !== undefined && status < 500) {
    count('malformed', 0);
    problem(response, status, 'malformed_body', 'The body could not be read.');
  } else next(error);
}

function problem(response: Response, status: number, code: string, detail: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: code.replaceAll('_', ' '), status, code, detail });
}
