/** Web Push (RFC 8030): the message is sealed for one browser, and our name is signed under it. */
import { createECDH } from 'node:crypto';
import webPush from 'web-push';
import type { PushOutcome, PushPort } from '../../activities/ports.ts';
import type { HttpGuard } from '../http-guard/guard.ts';

/** Push services take 4,096 bytes at most, of which the sealing needs some (RFC 8291, section 4). */
const MAX_BYTES = 3_800;

export interface WebPushOptions {
  guard: HttpGuard;
  /** 32 bytes: the same ones give the same keys, and browsers that subscribed stay subscribed. */
  secret: Buffer;
  /** Whom a push service may turn to: a mailto: or https: address. */
  contact: string;
  /** For one request: 10 s when left out. */
  timeoutMs?: number;
}

export function createWebPush({ guard, secret, contact, timeoutMs = 10_000 }: WebPushOptions): PushPort {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(secret);
  const publicKey = pair.getPublicKey().toString('base64url');
  const vapidDetails = { subject: contact, publicKey, privateKey: secret.toString('base64url') };
  return {
    publicKey,
    check: endpoint => guard.check(endpoint),
    async send({ endpoint, p256dh, auth }, { text, topic, ttlS, urgent }): Promise<PushOutcome> {
      try {
        const bytes = Buffer.from(text);
        if (bytes.length > MAX_BYTES) return { kind: 'refused', reason: `more than ${MAX_BYTES} bytes` };
        const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, bytes, {
          vapidDetails,
          TTL: ttlS,
          topic,
          urgency: urgent ? 'high' : 'normal',
          contentEncoding: 'aes128gcm',
        });
        const answer = await guard.fetch(request.endpoint, {
          method: request.method,
          headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
          body: request.body ? new Uint8Array(request.body) : null,
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
        await answer.body?.cancel();
        return outcomeOf(answer.status);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // A connection that broke; keys that are none and addresses that may not be asked stay as they are.
        return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')
          ? { kind: 'again', reason }
          : { kind: 'refused', reason };
      }
    },
  };
}

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  const reason = `the push service answered ${status}`;
  return status === 429 || status >= 500 ? { kind: 'again', reason } : { kind: 'refused', reason };
}
