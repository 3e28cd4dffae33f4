/** Tells members' browsers what the bell tells them: claimed first, so that a crash costs a push and never doubles one (the bell keeps it). */
import type { Ports, PushPort } from '../activities/ports.ts';
import {
  type ClaimedPush,
  claimPushes,
  forgetBrowser,
  livingSessions,
  type Pushed,
  pushOf,
} from '../db/notification/pushes.ts';
import { addressForPeople } from '../domain/contact/address.ts';
import { noticeWords } from '../domain/notice/words.ts';
import { inParallel } from './loop.ts';

const AT_ONCE = 10;
/** What is older is no news: whoever comes back to their desk finds it at the bell. */
const NEWS_MS = 15 * 60_000;
const PAUSES_MS = [500, 2_000];

type PushPorts = Pick<Ports, 'db' | 'clock' | 'log' | 'push'>;

/** One round. True when there may be more; null when there was nothing. */
export async function pushRound(ports: PushPorts): Promise<boolean | null> {
  const { db, clock, push } = ports;
  if (!push) return null;
  const claimed = await db.withSystem(tx => claimPushes(tx, { now: clock.now(), limit: AT_ONCE }));
  if (claimed.length === 0) return null;
  await inParallel(claimed, AT_ONCE, one => tell(ports, push, one));
  return claimed.length === AT_ONCE;
}

async function tell({ db, clock, log }: PushPorts, push: PushPort, claimed: ClaimedPush): Promise<void> {
  const { orgId, id } = claimed;
  const now = clock.now();
  const found = await db.withOrg(orgId, tx => pushOf(tx, { ...claimed, since: now - NEWS_MS }));
  if (!found) return;
  const ids = found.browsers.map(({ sessionId }) => sessionId);
  const living = await db.withSystem(tx => livingSessions(tx, { ids, now }));
  const message = {
    text: wordsOf(id, found),
    topic: id.replaceAll('-', ''),
    ttlS: NEWS_MS / 1_000,
    urgent: found.urgent,
  };
  for (const browser of found.browsers.filter(({ sessionId }) => living.has(sessionId))) {
    let outcome = await push.send(browser, message);
    for (const pauseMs of PAUSES_MS) {
      if (outcome.kind !== 'again') break;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
      outcome = await push.send(browser, message);
    }
    if (outcome.kind === 'gone') await db.withOrg(orgId, tx => forgetBrowser(tx, { orgId, id: browser.id }));
    if (outcome.kind === 'again' || outcome.kind === 'refused')
      log.warn({ orgId, noticeId: id, reason: outcome.reason }, 'a browser was not told');
  }
}

/** What the service worker shows (admin-ui/public/sw.js). */
function wordsOf(id: string, { kind, about, by, contactName, address, conversationId, urgent }: Pushed): string {
  const customer = contactName ?? (address ? addressForPeople(address) : null);
  const { title, text } = noticeWords({ kind, about, by, customer });
  return JSON.stringify({ id, title, text, urgent, path: pathOf({ conversationId, contactId: about.contactId }) });
}

const pathOf = (at: { conversationId: string | null; contactId: string | undefined }): string => {
  if (at.conversationId) return `/inbox/${at.conversationId}`;
  return at.contactId ? `/leads/${at.contactId}` : '/actions';
};
