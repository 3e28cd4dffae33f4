import type { WebhookAttempt, WebhookDelivery } from '../records.ts';
import type { World } from '../world.ts';
import { signatureOf } from './wire.ts';

const KEPT_RESPONSE_CHARS = 500;

function headersFor(world: World, body: string, signature: WebhookAttempt['signature']): Record<string, string> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'facebookexternalua', accept: '*/*' };
  if (signature === 'missing') return headers;
  const secret = signature === 'good' ? world.options.appSecret : `${world.options.appSecret}-wrong`;
  return { ...headers, 'x-hub-signature-256': signatureOf(body, secret) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}

/** Posts once and records the answer; anything but 200 is tried again later with a growing delay. */
export async function attemptDelivery(
  world: World,
  delivery: WebhookDelivery,
  signature: WebhookAttempt['signature'],
  closing: AbortSignal,
): Promise<void> {
  const at = world.clock.now();
  const started = performance.now();
  let responseStatus: number | null = null;
  let detail: Pick<WebhookAttempt, 'responseBody' | 'error'> = {};
  try {
    const response = await fetch(delivery.url, {
      method: 'POST',
      headers: headersFor(world, delivery.body, signature),
      body: delivery.body,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(world.options.retry.timeoutMs)]),
    });
    responseStatus = response.status;
    detail = { responseBody: (await response.text()).slice(0, KEPT_RESPONSE_CHARS) };
  } catch (error) {
    if (closing.aborted) return;
    detail = { error: reasonOf(error) };
  }
  const durationMs = Math.round(performance.now() - started);
  settle(world, delivery, { at, durationMs, responseStatus, ...detail, signature });
}

function settle(world: World, delivery: WebhookDelivery, attempt: WebhookAttempt): void {
  const { retry } = world.options;
  const attempts = [...delivery.attempts, attempt];
  const waitMs = Math.min(retry.firstDelayMs * retry.factor ** (attempts.length - 1), retry.maxDelayMs);
  const nextAttemptAt = world.clock.now() + waitMs;
  if (attempt.responseStatus === 200) {
    world.stores.deliveries.patch(delivery.id, { attempts, state: 'delivered', nextAttemptAt: undefined });
    for (const wamid of delivery.messageIds) markReachedBusiness(world, wamid);
  } else if (nextAttemptAt - delivery.createdAt > retry.giveUpAfterMs) {
    world.stores.deliveries.patch(delivery.id, { attempts, state: 'dropped', nextAttemptAt: undefined });
  } else {
    world.stores.deliveries.patch(delivery.id, { attempts, nextAttemptAt });
    world.scheduler.add({ dueAt: nextAttemptAt, kind: 'webhook_retry', ref: delivery.id });
  }
  world.events.emit({ type: 'webhook', data: delivery });
}

/** The customer's message shows two ticks once the business's server has taken it. */
function markReachedBusiness(world: World, wamid: string): void {
  const message = world.stores.messages.get(wamid);
  if (message === undefined || message.from !== 'me' || message.status === 'read') return;
  world.stores.messages.patch(wamid, { status: 'delivered' });
  world.events.emit({ type: 'status', data: { wamid, chatKey: message.chatKey, status: 'delivered' } });
}
