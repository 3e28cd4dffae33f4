import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { FaultInput } from '../faults.ts';
import { readMedia, storeMedia } from '../graph/media-store.ts';
import type { InboundInput } from '../inbound/sender.ts';
import type { Ledger } from '../ledger.ts';
import type { BatchLayout } from '../webhooks/batch.ts';
import { ControlError, requireNumber, type World } from '../world.ts';
import type { Controls } from './controls.ts';

const INLINE = /^(image\/(jpeg|png|webp|gif)|audio\/|video\/)/;

/** The same controls over HTTP, under `/_sim/`. */
export function controlRouter(world: World, controls: Controls, ledger: Ledger): Router {
  const router = Router();
  router.use((request, _response, next) => {
    if (foreign(request)) throw new ControlError(403, 'Control calls from another web origin are refused.');
    next();
  });
  router.post('/media', express.raw({ type: () => true, limit: '101mb' }), (request, response) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (bytes.length === 0) throw new ControlError(400, 'The body is empty: post the bytes of the file.');
    const number = requireNumber(world, text(request.query.phoneNumberId));
    const filename = text(request.query.filename);
    const media = storeMedia(world, {
      phoneNumberId: number.phoneNumberId,
      bytes,
      mimeType: request.get('content-type') ?? 'application/octet-stream',
      source: 'customer',
      ...(filename === undefined ? {} : { filename }),
    });
    response.status(201).json(media);
  });
  router.use(express.json({ limit: '32mb' }));
  router.get('/info', (_request, response) => {
    response.json({
      businessName: world.options.businessName,
      numbers: world.options.numbers,
      webhookUrl: world.options.webhookUrl,
      apiVersion: world.options.apiVersion,
      handshake: world.stores.settings.get('handshake') ?? null,
      nowMs: world.clock.now(),
      offsetMs: world.clock.offsetMs,
    });
  });
  router.post('/inbound', (request, response) => {
    const body = bodyOf(request);
    const several = Array.isArray(body)
      ? body
      : Array.isArray(body.messages) && body.from === undefined
        ? body.messages
        : null;
    const batch = Array.isArray(body) ? undefined : (body.batch as BatchLayout | true | undefined);
    response.json(controls.inbound((several ?? body) as InboundInput[], batch === true ? 'value' : batch));
  });
  router.post('/calls', (request, response) => {
    const { from, phoneNumberId } = bodyOf(request);
    response.json(controls.call(String(from), text(phoneNumberId)));
  });
  router.get('/ledger', (request, response) => {
    const filter: Parameters<Ledger['sends']>[0] = {};
    for (const key of ['to', 'bizOpaqueCallbackData', 'phoneNumberId'] as const) {
      const value = text(request.query[key]);
      if (value !== undefined) filter[key] = value;
    }
    response.json({
      sends: ledger.sends(filter),
      refused: ledger.refused(),
      phoneDeliveries: ledger.phoneDeliveries(),
    });
  });
  router.get('/customers', (_request, response) => response.json({ customers: controls.customers() }));
  router.post('/customers', (request, response) => response.status(201).json(controls.createCustomer(bodyOf(request))));
  router.patch('/customers/:user', (request, response) =>
    response.json(controls.changeCustomer(request.params.user, bodyOf(request))),
  );
  router.get('/chats', (_request, response) => response.json({ chats: controls.chats() }));
  router.get('/chats/:user', (request, response) => response.json({ chats: controls.chatsOf(request.params.user) }));
  router.post('/chats/:user/read', (request, response) => {
    response.json({ read: controls.readChat(request.params.user, text(bodyOf(request).phoneNumberId)) });
  });
  router.post('/messages/:wamid/play', (request, response) =>
    response.json({ played: controls.play(request.params.wamid) }),
  );
  router.get('/faults', (_request, response) => response.json({ faults: controls.faults() }));
  router.post('/faults', async (request, response) => {
    const body = bodyOf(request);
    const effect = body.effect as { kind?: string; forMs?: number } | undefined;
    if (effect?.kind === 'refuse_connections') {
      if (typeof effect.forMs !== 'number')
        throw new ControlError(400, 'effect.forMs is missing: how long connections are refused.');
      const { forMs } = effect;
      response.on('finish', () => setImmediate(() => void controls.refuseConnections(forMs)));
      response.status(202).set('connection', 'close').json({ refusing: forMs });
    } else response.status(201).json(controls.addFault(body as unknown as FaultInput));
  });
  router.delete('/faults', (request, response) => {
    controls.clearFaults(text(request.query.id));
    response.json({ faults: controls.faults() });
  });
  router.get('/templates', (_request, response) => response.json({ templates: controls.templates() }));
  router.post('/templates', (request, response) =>
    response.status(201).json(controls.addTemplate(bodyOf(request) as never)),
  );
  router.post('/templates/:ref/review', (request, response) => {
    const { event, reason } = bodyOf(request);
    if (typeof event !== 'string')
      throw new ControlError(400, 'event is missing: APPROVED, REJECTED, PAUSED, DISABLED …');
    response.json(controls.reviewTemplate(request.params.ref, event, text(reason)));
  });
  router.post('/numbers', (request, response) => response.status(201).json(controls.addNumber(bodyOf(request))));
  router.get('/clock', (_request, response) =>
    response.json({ nowMs: world.clock.now(), offsetMs: world.clock.offsetMs }),
  );
  router.post('/clock', (request, response) => {
    controls.moveClock(bodyOf(request));
    response.json({ nowMs: world.clock.now(), offsetMs: world.clock.offsetMs });
  });
  router.get('/webhooks', (request, response) => {
    const limit = Number(request.query.limit ?? 0);
    const all = ledger.webhooks();
    response.json({
      deliveries: limit > 0 ? all.slice(-limit) : all,
      held: controls.heldUpdates(),
      mode: controls.webhookMode(),
    });
  });
  router.post('/webhooks/flush', (request, response) => response.json(controls.flushWebhooks(bodyOf(request))));
  router.post('/webhooks/mode', (request, response) => response.json(controls.setWebhookMode(bodyOf(request))));
  router.delete('/webhooks/mode', (_request, response) => {
    controls.resetWebhookMode();
    response.json(controls.webhookMode());
  });
  router.post('/webhooks/verify', async (_request, response) => response.json(await controls.verifyWebhook()));
  router.post('/behaviour', (request, response) => {
    controls.setBehaviour(bodyOf(request));
    response.json({ ok: true });
  });
  router.get('/events', (_request, response) => world.events.attach(response));
  router.get('/media/:id', (request, response) => {
    const media = world.stores.media.get(request.params.id);
    const bytes = media === undefined ? undefined : readMedia(world, media.id);
    if (media === undefined || bytes === undefined)
      throw new ControlError(404, `There is no media ${request.params.id}.`);
    const inline = INLINE.test(media.mimeType);
    response.set({
      'content-type': media.mimeType,
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(media.filename ?? media.id)}`,
    });
    sendRange(request, response, bytes);
  });
  router.use((request, _response, next) =>
    next(new ControlError(404, `There is no control ${request.method} /_sim${request.path}.`)),
  );
  router.use(controlErrors);
  return router;
}

/** Players ask for parts of a file to learn its length. */
function sendRange(request: Request, response: Response, bytes: Buffer): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.get('range') ?? '');
  const start = Number(range?.[1] ?? 0);
  response.set('accept-ranges', 'bytes');
  if (range === null || start >= bytes.length) {
    response.send(bytes);
    return;
  }
  const end = Math.min(range[2] === '' ? bytes.length - 1 : Number(range[2]), bytes.length - 1);
  response
    .status(206)
    .set('content-range', `bytes ${start}-${end}/${bytes.length}`)
    .send(bytes.subarray(start, end + 1));
}

function foreign(request: Request): boolean {
  const origin = request.get('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.get('host');
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body ?? {};
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new ControlError(400, 'The body must be JSON.');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const controlErrors: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = (error as { status?: unknown }).status;
  const message = error instanceof Error ? error.message : String(error);
  response.status(typeof status === 'number' ? status : 500).json({ error: message });
};
