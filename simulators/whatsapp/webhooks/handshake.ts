import type { World } from '../world.ts';

export interface HandshakeResult {
  ok: boolean;
  at: number;
  status: number | null;
  detail: string;
}

const TRIES = 40;
const WAIT_MS = 3_000;

/** The handshake of the start: the business may come up later, so an unreachable callback is asked again for a while. */
export async function handshakeWhenUp(world: World, closed: () => boolean): Promise<void> {
  for (let tries = 0; tries < TRIES && !closed(); tries += 1) {
    const result = await handshake(world, world.options.webhookUrl, world.options.verifyToken, closed);
    if (result.status !== null) return;
    await new Promise(resolve => setTimeout(resolve, WAIT_MS).unref());
  }
}

/** The GET handshake Meta makes when a callback is set. Never throws; the result says what was wrong. */
export async function handshake(
  world: World,
  url: string,
  verifyToken: string,
  closed = () => false,
): Promise<HandshakeResult> {
  const challenge = world.random.digits(10);
  const target = new URL(url);
  target.searchParams.set('hub.mode', 'subscribe');
  target.searchParams.set('hub.challenge', challenge);
  target.searchParams.set('hub.verify_token', verifyToken);
  const result = { ok: false, at: world.clock.now(), status: null as number | null, detail: '' };
  try {
    const response = await fetch(target, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    result.status = response.status;
    result.ok = response.status === 200 && text.trim() === challenge;
    if (!result.ok) {
      result.detail =
        response.status === 200
          ? 'The callback answered 200, but not with the challenge alone as its body.'
          : `The callback answered ${response.status}: is the verify token the same on both sides?`;
    }
  } catch (error) {
    result.detail = `The callback could not be reached: ${error instanceof Error ? error.message : String(error)}.`;
  }
  if (!closed()) world.stores.settings.set('handshake', { ...result, url });
  return result;
}
