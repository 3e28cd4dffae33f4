import type { World } from '../world.ts';

export interface HandshakeResult {
  ok: boolean;
  at: number;
  status: number | null;
  detail: string;
}

/** The GET handshake Meta makes when a callback is set. Never throws; the result says what was wrong. */
export async function handshake(world: World, url: string, verifyToken: string): Promise<HandshakeResult> {
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
  world.stores.settings.set('handshake', { ...result, url });
  return result;
}
