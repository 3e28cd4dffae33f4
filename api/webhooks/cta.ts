/**
 * What happens outside of the conversation comes back here (A-CTA-4): tracked links are opened, and other systems say that a
 * step was done, a call to action completed, or failed. Deliveries are signed with the organization's own secret.
 */
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { verifySignature } from '../../adapters/whatsapp-cloud/signature.ts';
import type { Logger } from '../../config/log.ts';
import { SYSTEM } from '../../db/audit/queries.ts';
import { bookAppointment } from '../../db/calendar/queries.ts';
import { findLink, linkClicked, recordCtaNews } from '../../db/cta/queries.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { Keyring } from '../../db/keys/keyring.ts';
import { ctaWebhookSettings } from '../../db/organization/settings.ts';
import { KIND_OF_CTA, TITLE_OF_KIND } from '../../domain/calendar/words.ts';
import { isPerson } from '../../domain/cta/click.ts';
import { CTA_TYPES, type CtaType } from '../../domain/words.ts';
import { instant } from '../contracts/common.ts';
import { ApiError } from '../endpoint.ts';
import { named } from '../middleware/observe.ts';
import { WRONG_SIGNATURE } from './whatsapp.ts';

export interface CtaRoutesOptions {
  db: Database;
  keyring: Pick<Keyring, 'derived'>;
  clock: { now(): number };
  log: Logger;
}

const MAX_BYTES = 64 * 1024;
const HALF_HOUR_MS = 30 * 60_000;
export const SIGNATURE_HEADER = 'x-parley-signature-256';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TOKEN = /^[\w-]{16}$/;

/** The organization's secret; another one for each generation. */
export const ctaSecret = (keyring: Pick<Keyring, 'derived'>, orgId: string, generation: number): string =>
  keyring.derived(`cta-webhook/${orgId}/${generation}`).toString('hex');

const shared = {
  /** The sender's own id of this event: it counts once, however often it comes. */
  id: z.string().min(1).max(200),
  cta: z.enum(CTA_TYPES),
  /** One of both: the token at the end of the tracked link, or the conversation. */
  link: z.string().regex(TOKEN).optional(),
  conversation: z.uuid().optional(),
};
/** When a call or a demo was booked for: it is written into the calendar (A-MCP-1). */
const appointmentNews = z
  .strictObject({
    startsAt: instant,
    endsAt: instant.optional().describe('half an hour after its start when absent'),
    title: z.string().trim().min(1).max(200).optional(),
    name: z.string().trim().min(1).max(200).optional(),
    email: z.email().max(254).optional(),
  })
  .refine(({ startsAt, endsAt }) => endsAt === undefined || Date.parse(endsAt) > Date.parse(startsAt), {
    message: 'It must end after it begins.',
    path: ['endsAt'],
  });
export const ctaNewsSchema = z
  .discriminatedUnion('event', [
    z.strictObject({ ...shared, event: z.literal('step'), step: z.string().min(1).max(40) }),
    z.strictObject({ ...shared, event: z.literal('completed'), appointment: appointmentNews.optional() }),
    z.strictObject({ ...shared, event: z.literal('failed') }),
  ])
  .refine(news => (news.link === undefined) !== (news.conversation === undefined), {
    message: 'Give either link (the token of the tracked link) or conversation (its id).',
  });

export function ctaRoutes(options: CtaRoutesOptions): Router {
  const router = Router();
  router.get('/l/:token', named('/l/:token'), (request, response) => follow(options, request, response));
  router.post(
    '/webhooks/cta/:orgId',
    named('/webhooks/cta/:orgId'),
    express.raw({ type: () => true, limit: MAX_BYTES, inflate: false }),
    (request: Request, response: Response, next: NextFunction) => receive(options, request, response, next),
  );
  return router;
}

/** To where the link leads; a person who opens it has done the first step. */
async function follow({ db, clock, log }: CtaRoutesOptions, request: Request, response: Response): Promise<void> {
  const token = String(request.params.token);
  const link = TOKEN.test(token) ? await db.withSystem(tx => findLink(tx, token)) : null;
  if (!link) throw new ApiError(404, 'not_found', 'This link leads nowhere.');
  const headers = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map(name => request.get(name) ?? '');
  const click = { method: request.method, userAgent: request.get('user-agent') ?? '', purpose: headers.join(' ') };
  if (isPerson(click))
    // Whoever clicked is not kept waiting by what we make of it, nor sent nowhere when it fails.
    await db
      .withOrg(link.orgId, tx => linkClicked(tx, link, clock.now()))
      .catch((error: unknown) =>
        log.error({ err: error, conversationId: link.conversationId }, 'a click was not counted'),
      );
  response
    .set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' })
    .redirect(302, link.target);
}

async function receive(
  { db, keyring, clock }: CtaRoutesOptions,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  const orgId = String(request.params.orgId);
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const generation = UUID.test(orgId)
    ? (await db.withOrg(orgId, tx => ctaWebhookSettings(tx, { orgId }))).generation
    : null;
  const header = request.headers[SIGNATURE_HEADER];
  const secrets = generation === null ? [] : [ctaSecret(keyring, orgId, generation)];
  if (verifySignature(bytes, header, secrets) === null)
    return next(
      new ApiError(401, WRONG_SIGNATURE, 'The signature does not match the secret of this organization.', {
        hint: `Send ${SIGNATURE_HEADER}: sha256=<HMAC-SHA256 of the raw body with the secret, in hex>.`,
      }),
    );
  const parsed = ctaNewsSchema.safeParse(jsonOf(bytes));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return next(
      new ApiError(
        400,
        'invalid_body',
        `The body does not fit: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? ''}`,
      ),
    );
  }
  const news = parsed.data;
  const outcome = await db.withOrg(orgId, async tx => {
    const link = news.link === undefined ? null : await findLink(tx, news.link);
    const conversationId = news.conversation ?? (link?.orgId === orgId ? link.conversationId : undefined);
    if (conversationId === undefined) return 'no_conversation' as const;
    const { id: eventId, cta, event } = news;
    const step = event === 'step' ? news.step : null;
    const now = clock.now();
    const recorded = await recordCtaNews(tx, orgId, { eventId, conversationId, cta, event, step }, now);
    if (recorded === 'recorded' && event === 'completed' && news.appointment)
      await appointmentOf(tx, { orgId, eventId, conversationId, cta, news: news.appointment, now });
    return recorded;
  });
  if (outcome === 'no_conversation')
    return next(new ApiError(404, 'not_found', 'There is no such link or conversation.'));
  if (outcome === 'unknown_step')
    return next(
      new ApiError(400, 'unknown_step', 'This call to action has no such step: the playbook lists its steps.'),
    );
  response.status(200).json({ outcome });
}

/** Bookings of other systems stand in the calendar; what is neither a call nor a demo has no place there. */
async function appointmentOf(
  tx: Tx,
  {
    orgId,
    eventId,
    conversationId,
    cta,
    news,
    now,
  }: {
    orgId: string;
    eventId: string;
    conversationId: string;
    cta: CtaType;
    news: z.infer<typeof appointmentNews>;
    now: number;
  },
): Promise<void> {
  if (cta !== 'BOOK_CALL' && cta !== 'SCHEDULE_DEMO') return;
  const kind = KIND_OF_CTA[cta];
  const startsAt = Date.parse(news.startsAt);
  await bookAppointment(tx, {
    orgId,
    kind,
    title: news.title ?? TITLE_OF_KIND[kind],
    startsAt,
    endsAt: news.endsAt === undefined ? startsAt + HALF_HOUR_MS : Date.parse(news.endsAt),
    contactId: null,
    conversationId,
    attendeeName: news.name ?? null,
    attendeeEmail: news.email ?? null,
    note: null,
    cta,
    originKey: `cta:${eventId}`,
    createdBy: null,
    actor: SYSTEM,
    now,
  });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
