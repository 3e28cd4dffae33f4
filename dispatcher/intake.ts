/**
 * Turns raw updates into the record: leased in one short transaction, opened and parsed outside any, each recorded in its
 * own organization's transaction. A poisonous one is parked with its reason and costs the others nothing.
 */
import { traced } from '../config/trace.ts';
import { sqlState } from '../db/database.ts';
import {
  deferUpdates,
  type LeasedUpdate,
  leaseUpdates,
  parkUpdate,
  retryUpdateAt,
  updateHandled,
} from '../db/intake/queries.ts';
import type { InboundUpdate } from '../domain/message/inbound.ts';
import { isEnvironment } from './environment.ts';
import { inParallel } from './loop.ts';
import { contextOf, type IntakeOptions, type Opened, RECORDED, spanOf } from './opened.ts';
import { RetryLater } from './record/context.ts';
import { record } from './record/index.ts';
import { isPlain, recordMessages } from './record/message.ts';
import { recordStatuses } from './statuses.ts';

/** A round takes a second or two; what a dead worker held waits for the rest of this. Taken up twice, an update counts once. */
const LEASE_MS = 10_000;
const BATCH = 256;
const PARALLEL = 6;
const MAX_ATTEMPTS = 5;
/** What the world around it costs an update: no attempt, and this long. */
const ENVIRONMENT_WAIT_MS = 1_000;
/** One round. True when the batch was full: there is more; null when there was nothing. */
export async function intakeRound(options: IntakeOptions): Promise<boolean | null> {
  const { db, clock } = options;
  const leased = await db.withSystem(
    tx => leaseUpdates(tx, { now: clock.now(), leaseMs: LEASE_MS, limit: BATCH }),
    'soon',
  );
  if (leased.length === 0) return null;
  const standing = { updates: leased.map(({ id }) => String(id)) };
  await options.checkpoint('intake.leased', standing);
  const handled: number[] = [];
  const groups = new Map<string, Opened[]>();
  for (const lease of leased) {
    const opened = await open(options, lease);
    if (opened) groups.set(opened.key, [...(groups.get(opened.key) ?? []), opened]);
  }
  await recordStatuses(options, groups, handled);
  await inParallel([...groups.values()], PARALLEL, async group => {
    const done = await recordBurst(options, group, handled);
    for (const [index, opened] of group.entries()) {
      if (index < done) continue;
      const { retryAt } = await recordOne(options, opened, handled);
      if (retryAt === null) continue;
      // What the same sender did later waits for it, so that it is recorded in order.
      const later = group.slice(index + 1).map(({ lease }) => lease.id);
      await db.withSystem(tx => deferUpdates(tx, later, retryAt));
      return;
    }
  });
  await options.checkpoint('intake.recorded', standing);
  await db.withSystem(tx => updateHandled(tx, handled, clock.now()));
  return leased.length === BATCH;
}

async function open(options: IntakeOptions, lease: LeasedUpdate): Promise<Opened | null> {
  try {
    const plain = await options.keyring.open(lease.orgId, 'raw_update', lease.body);
    const updates = options.normalize(JSON.parse(plain.toString('utf8')), lease.receivedAt);
    return { lease, updates, key: keyOf(lease, updates[0]) };
  } catch (error) {
    await fail(options, lease, error);
    return null;
  }
}

function keyOf(lease: LeasedUpdate, update: InboundUpdate | undefined): string {
  if (update && 'sender' in update)
    return `${lease.channelAccountId}/${update.sender.identities[0]?.value ?? lease.id}`;
  if (update?.type === 'echo') return `${lease.channelAccountId}/${update.recipient.identities[0]?.value ?? lease.id}`;
  if (update?.type === 'status') return `status/${update.ourMessageId ?? update.providerMessageId}`;
  return `update/${lease.id}`;
}

/**
 * Plain messages at the head of one sender's updates are recorded together: a burst costs as much as a message.
 * @returns how many; none when one of them cannot be recorded, which is then found one by one.
 */
async function recordBurst(options: IntakeOptions, group: Opened[], handled: number[]): Promise<number> {
  const burst: { lease: LeasedUpdate; update: Extract<InboundUpdate, { type: 'message' }> }[] = [];
  for (const { lease, updates } of group) {
    const [update] = updates;
    if (!update || updates.length > 1 || !isPlain(update)) break;
    const sender = JSON.stringify(update.sender.identities);
    if (burst[0] && sender !== JSON.stringify(burst[0].update.sender.identities)) break;
    burst.push({ lease, update });
  }
  const [first] = burst;
  if (!first || burst.length === 1) return 0;
  try {
    const results = await traced('intake', spanOf(burst), () =>
      options.db.withOrg(
        first.lease.orgId,
        tx =>
          recordMessages(
            contextOf(options, first.lease, tx),
            burst.map(({ update }) => update),
          ),
        RECORDED,
      ),
    );
    for (const result of results) options.count(result.type, result.type === 'ignored' ? result.reason : 'message');
    handled.push(...burst.map(({ lease }) => lease.id));
    return burst.length;
  } catch (error) {
    options.log.warn({ err: error, updates: burst.length }, 'a burst could not be recorded together');
    return 0;
  }
}

/** Answers when it is tried again, if those behind it must wait so long. */
async function recordOne(
  options: IntakeOptions,
  { lease, updates }: Opened,
  handled: number[],
): Promise<{ retryAt: number | null }> {
  const { db, clock, log } = options;
  try {
    for (const update of updates) {
      const result = await traced('intake', spanOf([{ lease }]), () =>
        db.withOrg(lease.orgId, tx => record(contextOf(options, lease, tx), update), RECORDED),
      );
      if (update.type === 'account_notice') {
        const { field, critical, error } = update;
        const where = { orgId: lease.orgId, channelAccountId: lease.channelAccountId };
        log.warn({ ...where, field, critical, errorCode: error?.code ?? null }, 'the provider warns about the account');
      }
      options.count(result.type, result.type === 'ignored' ? result.reason : update.type);
    }
    handled.push(lease.id);
    return { retryAt: null };
  } catch (error) {
    if (!(error instanceof RetryLater)) return { retryAt: await fail(options, lease, error) };
    // What it waits for may stand right behind it: nobody waits for this one.
    await db.withSystem(tx => deferUpdates(tx, [lease.id], clock.now() + error.waitMs));
    return { retryAt: null };
  }
}

/**
 * The database being away is nobody's fault and is tried for ever; anything else a bounded number of times.
 * @returns when it is tried again; null when it is parked.
 */
async function fail(options: IntakeOptions, lease: LeasedUpdate, error: unknown): Promise<number | null> {
  const { db, clock, log } = options;
  if (isEnvironment(error)) {
    log.warn({ err: error, update: lease.id }, 'an update could not be recorded yet');
    const retryAt = clock.now() + ENVIRONMENT_WAIT_MS;
    await db.withSystem(tx => deferUpdates(tx, [lease.id], retryAt));
    return retryAt;
  }
  const code = sqlState(error) ?? (error as { code?: string } | null)?.code ?? '';
  const name = error instanceof Error ? error.name : 'Error';
  if (lease.attempts < MAX_ATTEMPTS) {
    log.warn({ err: error, update: lease.id, attempts: lease.attempts }, 'an update could not be recorded yet');
    const retryAt = clock.now() + Math.min(30_000, 200 * 2 ** lease.attempts);
    await db.withSystem(tx => retryUpdateAt(tx, lease.id, retryAt));
    return retryAt;
  }
  log.error({ err: error, update: lease.id }, 'an update is parked: it could not be recorded');
  options.count('parked', name);
  await db.withSystem(tx => parkUpdate(tx, lease.id, `${name} ${code}`.trim()));
  return null;
}
