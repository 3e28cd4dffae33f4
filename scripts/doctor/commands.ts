/** The doctor's commands: what an operator lists and mends in a running system, on its own record. */
import { stuckCondition } from '../../api/health/backlog.ts';
import { audit, SYSTEM } from '../../db/audit/queries.ts';
import type { Database } from '../../db/database.ts';
import { settleByPerson } from '../../db/message/settle.ts';
import {
  listConversations,
  listParked,
  listUnknownSends,
  orgOfConversation,
  orgOfMessage,
  redriveParked,
  wakeConversation,
} from '../../db/operations/queries.ts';
import type { RunLook } from '../../temporal/inspect.ts';
import { reasonOf, span } from './explain.ts';

export interface Doctor {
  db: Database;
  publicUrl: string;
  now: () => number;
  /** null when Temporal does not answer. */
  lookAtRun: (orgId: string, conversationId: string) => Promise<RunLook | null>;
}

/** Wrong words on the command line: said in one sentence, without a stack. */
export class Usage extends Error {}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LIMIT = 100;

function idOf(given: string | undefined, what: string): string {
  if (!given || !UUID.test(given)) throw new Usage(`${what} is missing or is no id: ${given ?? ''}`.trim());
  return given;
}

const ago = (doctor: Doctor, at: number): string => span((doctor.now() - at) / 1000);
const linkOf = ({ publicUrl }: Doctor, conversationId: string): string => `${publicUrl}/inbox/${conversationId}`;

export async function parked(doctor: Doctor): Promise<string[]> {
  const updates = await doctor.db.withSystem(tx => listParked(tx, LIMIT));
  if (updates.length === 0) return ['No update is set aside.'];
  return [
    ...updates.map(
      update =>
        `${update.id}  came ${ago(doctor, update.receivedAt)} ago  channel account ${update.channelAccountId}  ${update.reason}`,
    ),
    'The worker’s log names each with its stack. When the cause is mended: npm run doctor -- redrive <number>… (or all)',
  ];
}

export async function redrive(doctor: Doctor, which: string[]): Promise<string[]> {
  const all = which.length === 1 && which[0] === 'all';
  const ids = which.map(Number);
  if (!all && (which.length === 0 || ids.some(id => !Number.isSafeInteger(id) || id < 1)))
    throw new Usage('redrive needs the numbers that `npm run doctor -- parked` shows, or all');
  const again = await doctor.db.withSystem(tx => redriveParked(tx, all ? null : ids));
  const missing = all ? [] : ids.filter(id => !again.includes(id));
  return [
    again.length === 0
      ? 'No update was set aside under that.'
      : `Taken up again: ${again.join(', ')}. The worker records them now; what fails again is set aside again.`,
    ...(again.length > 0 && missing.length > 0 ? [`Not set aside: ${missing.join(', ')}.`] : []),
  ];
}

export async function unknown(doctor: Doctor): Promise<string[]> {
  const sends = await doctor.db.withSystem(tx => listUnknownSends(tx, LIMIT));
  if (sends.length === 0) return ['What became of every send is known.'];
  return [
    ...sends.map(
      send =>
        `${send.messageId}  for ${ago(doctor, send.unknownSince)}  ${send.errorCode ?? 'no answer'}  by ${send.byPerson ? 'a person' : 'the agent'}  ${linkOf(doctor, send.conversationId)}`,
    ),
    'See at the customer whether it arrived, then: npm run doctor -- settle <id> arrived (or lost). Nothing is sent again by that.',
  ];
}

/** `lost` marks it failed: whoever wants it sent again does so in the inbox, as a new message. */
export async function settle(doctor: Doctor, [messageId, outcome]: string[]): Promise<string[]> {
  const id = idOf(messageId, 'the id of the send');
  if (outcome !== 'arrived' && outcome !== 'lost') throw new Usage('settle <id> needs arrived or lost');
  const orgId = await doctor.db.withSystem(tx => orgOfMessage(tx, id));
  if (!orgId) return [`There is no send ${id}.`];
  const now = doctor.now();
  const settled = await doctor.db.withOrg(orgId, async tx => {
    const done = await settleByPerson(tx, {
      orgId,
      messageId: id,
      state: outcome === 'arrived' ? 'SENT' : 'FAILED',
      now,
    });
    if (done)
      await audit(tx, {
        orgId,
        actor: SYSTEM,
        action: 'settle_send',
        subjectId: id,
        payload: { outcome, by: 'doctor' },
        now,
      });
    return done;
  });
  return [settled ? `${id} is settled: ${outcome}.` : `${id} is not undecided any more: it was settled meanwhile.`];
}

export async function stuck(doctor: Doctor): Promise<string[]> {
  const now = doctor.now();
  const found = await doctor.db.withSystem(tx => listConversations(tx, stuckCondition(now), { now, limit: LIMIT }));
  if (found.length === 0) return ['No conversation is stuck.'];
  const lines: string[] = [];
  for (const facts of found) {
    const run = await doctor.lookAtRun(facts.orgId, facts.conversationId);
    const waits =
      facts.firstUnhandledAt !== null && facts.unhandled > 0
        ? `${facts.unhandled} unanswered for ${ago(doctor, facts.firstUnhandledAt)}`
        : facts.nextDueAt !== null
          ? `${facts.nextDueKind} due for ${ago(doctor, facts.nextDueAt)}`
          : 'waits';
    lines.push(
      `${facts.conversationId}  ${facts.owner}  ${waits}: ${reasonOf(facts, run, now)}  ${linkOf(doctor, facts.conversationId)}`,
    );
  }
  return [...lines, 'To have one looked at now: npm run doctor -- wake <id>'];
}

export async function wake(doctor: Doctor, [conversationId]: string[]): Promise<string[]> {
  const id = idOf(conversationId, 'the id of the conversation');
  const orgId = await doctor.db.withSystem(tx => orgOfConversation(tx, id));
  if (!orgId) return [`There is no conversation ${id}.`];
  await doctor.db.withOrg(orgId, tx => wakeConversation(tx, { orgId, conversationId: id, now: doctor.now() }));
  return [`${id} is told to look again; a worker starts its workflow if none runs. ${linkOf(doctor, id)}`];
}

export const COMMANDS: Record<string, { run: (doctor: Doctor, rest: string[]) => Promise<string[]>; help: string }> = {
  parked: { run: parked, help: 'updates that were set aside, with their reasons' },
  redrive: { run: redrive, help: 'takes such updates up again: redrive <number>… or all' },
  unknown: { run: unknown, help: 'sends of which nobody knows whether they arrived' },
  settle: { run: settle, help: 'says what became of one: settle <id> arrived or lost' },
  stuck: { run: stuck, help: 'conversations that do not move, with a link and the reason' },
  wake: { run: wake, help: 'has one looked at now: wake <id>' },
};
