/** All background loops of a worker process. */
import type { Ports } from '../activities/ports.ts';
import { beginScheduled } from '../db/flow/scheduled.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import type { InboundUpdate } from '../domain/message/inbound.ts';
import type { Starters } from '../temporal/starters.ts';
import { cleanRestored, erasureRound } from './erasures.ts';
import { forgetOld, inboxRound } from './inbox.ts';
import { intakeRound } from './intake.ts';
import { backfillRound, knowledgeRound } from './knowledge.ts';
import { type Loop, startLoop } from './loop.ts';
import { mailRound } from './mail.ts';
import { mediaRound } from './media.ts';
import { createNoticeReader } from './notices.ts';
import { pushRound } from './pushes.ts';
import { relayRound } from './relay.ts';
import { deleteOld, reconcileSends, wakeStuck } from './sweep.ts';
import { syncAllTemplates } from './templates.ts';
import { transferRound } from './transfers.ts';
import { websiteRound } from './websites.ts';

export interface DispatcherOptions {
  ports: Ports;
  keyring: Keyring;
  starters: Starters;
  normalize: (body: unknown, receivedAt: number) => InboundUpdate[];
  quietMs: number;
  httpTimeoutMs: number;
  count: (outcome: string, reason: string) => void;
}

/** How long an update may lie before an idle dispatcher looks: part of what a customer waits. */
const REST_MS = 100;

export function startDispatcher(options: DispatcherOptions): Loop {
  const { ports, keyring, starters, quietMs } = options;
  const { db, clock, log, checkpoint } = ports;
  const every = (name: string, idleMs: number, round: () => Promise<boolean | null>, restMs = idleMs) =>
    startLoop(name, idleMs, log, round, restMs);
  const notices = createNoticeReader(db);
  const loops = [
    every(
      'intake',
      25,
      () =>
        intakeRound({
          db,
          keyring,
          normalize: options.normalize,
          clock,
          quietMs,
          log,
          checkpoint,
          count: options.count,
        }),
      REST_MS,
    ),
    every('relay', 25, () => relayRound({ db, starters, clock, log, checkpoint }), REST_MS),
    every('media', 250, () => mediaRound(ports)),
    every('mail', 250, () => mailRound(ports, keyring), 1_000),
    every('knowledge', 500, () => knowledgeRound(ports), 2_000),
    every('websites', 1_000, async () => ((await websiteRound(ports, starters)) > 0 ? false : null), 5_000),
    every('flows', 30_000, async () => (await beginScheduled(db, clock.now())) > 0),
    every('transfers', 1_000, async () => ((await transferRound(ports, starters)) > 0 ? false : null), 5_000),
    every('embeddings', 60_000, () => backfillRound(ports)),
    every('erasures', 2_000, async () => ((await erasureRound(ports, starters)) > 0 ? false : null), 5_000),
    every('restored', 3_600_000, async () => {
      await cleanRestored(ports);
      return false;
    }),
    every(
      'sends',
      5_000,
      async () => (await reconcileSends(db, { now: clock.now(), httpTimeoutMs: options.httpTimeoutMs })) >= 200,
    ),
    every('inbox', 2_000, async () => {
      await inboxRound(db, clock.now());
      return false;
    }),
    every('stuck', 15_000, async () => {
      const woken = await wakeStuck(db, clock.now());
      if (woken > 0) log.warn({ woken }, 'conversations that had stopped were woken');
      return false;
    }),
    every('old', 3_600_000, async () => {
      await deleteOld(db, clock.now());
      await forgetOld(db, ports.media, clock.now());
      return false;
    }),
    every('pushes', 1_000, () => pushRound(ports)),
    every('notices', 1_000, () => notices.round(clock.now())),
    every('templates', 600_000, async () => {
      await syncAllTemplates(ports);
      return false;
    }),
  ];
  return { stop: () => Promise.all(loops.map(loop => loop.stop())).then(() => undefined) };
}
