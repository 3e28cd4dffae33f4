/** Whether this browser is told, and how that changes. */
import { okSchema } from '../../../../../api/contracts/common.ts';
import { pushKeySchema, subscribedSchema } from '../../../../../api/contracts/notifications.ts';
import { call, get } from '../../../lib/http.ts';
import { serviceWorker } from '../../../lib/service-worker.ts';

/** `missing`: this browser cannot, or this installation does not; `denied`: the person said no to the browser. */
export type PushState = 'on' | 'off' | 'denied' | 'missing';

/** Whom this browser belongs to: another person who signs in here has not asked for it. */
const KEPT = 'parley.push';
interface Kept {
  memberId: string;
  id: string;
}

const kept = (): Kept | null => {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
};

const able = (): boolean => 'PushManager' in window && 'Notification' in window;

async function publicKey(): Promise<string | null> {
  return (await get('/notifications/push', pushKeySchema)).publicKey;
}

export async function pushState(memberId: string): Promise<PushState> {
  if (!able() || (await publicKey()) === null) return 'missing';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await serviceWorker();
  if (!registration) return 'missing';
  const subscription = await registration.pushManager.getSubscription();
  return subscription && kept()?.memberId === memberId ? 'on' : 'off';
}

async function tell(subscription: PushSubscription, memberId: string): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } };
  const { id } = subscribedSchema.parse(await call('/notifications/push', { method: 'POST', body }));
  localStorage.setItem(KEPT, JSON.stringify({ memberId, id } satisfies Kept));
}

/** Asks the browser's permission where it has not been given. */
export async function turnOn(memberId: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted')
    return Notification.permission === 'denied' ? 'denied' : 'off';
  const [registration, key] = await Promise.all([serviceWorker(), publicKey()]);
  if (!registration || key === null) return 'missing';
  await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await tell(subscription, memberId);
  return 'on';
}

/** Also when signing out: a name must not appear on a screen that nobody is signed in at. Whatever fails, this browser shows nothing more. */
export async function turnOff(): Promise<PushState> {
  const was = kept();
  localStorage.removeItem(KEPT);
  const registration = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  if (was) okSchema.parse(await call(`/notifications/push/${was.id}`, { method: 'DELETE' }));
  return 'off';
}

/** The subscription ends with the session it was made in: who signs in again in the same browser goes on being told. */
export async function renew(memberId: string): Promise<void> {
  if (!able() || kept()?.memberId !== memberId || Notification.permission !== 'granted') return;
  const registration = await serviceWorker();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) await tell(subscription, memberId);
}
