/** Setting an organization up: answers, the draft made of them, and its first playbook (A-ONB). */
import { and, count, eq, sql } from 'drizzle-orm';
import { type Answers, type SomeAnswers, storedAnswers } from '../../domain/onboarding/answers.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { type Actor, audit } from '../audit/queries.ts';
import { channelAccounts } from '../channel/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { knowledgeDocuments, knowledgeSources } from '../knowledge/table.ts';
import { playbooks, playbookVersions } from '../playbook/table.ts';
import { saveVersion } from '../playbook/versions.ts';
import { type DraftNotes, onboardings } from './table.ts';

export type OnboardingRow = Omit<typeof onboardings.$inferSelect, 'answers'> & { answers: Answers };

/** The row, made when it is not there yet. @param lock when it is about to be changed. */
export async function onboardingOf(
  tx: Tx,
  { orgId, now, lock = false }: { orgId: string; now: number; lock?: boolean },
): Promise<OnboardingRow> {
  const find = () => {
    const query = tx.select().from(onboardings).where(eq(onboardings.orgId, orgId)).$dynamic();
    return lock ? query.for('update') : query;
  };
  let [row] = await find();
  if (!row) {
    await tx.insert(onboardings).values({ orgId, createdAt: now, updatedAt: now }).onConflictDoNothing();
    [row] = await find();
  }
  if (!row) throw new Error('the onboarding row could not be made');
  return { ...row, answers: storedAnswers(row.answers) };
}

/** As it stands, without making a row. */
export async function findOnboarding(tx: Tx, { orgId }: { orgId: string }): Promise<OnboardingRow | null> {
  const [row] = await tx.select().from(onboardings).where(eq(onboardings.orgId, orgId));
  return row ? { ...row, answers: storedAnswers(row.answers) } : null;
}

export async function saveAnswers(
  tx: Tx,
  { orgId, answers, startedFrom, now }: { orgId: string; answers: SomeAnswers; startedFrom?: string; now: number },
): Promise<OnboardingRow> {
  const row = await onboardingOf(tx, { orgId, now, lock: true });
  const given = Object.fromEntries(Object.entries(answers).filter(([, part]) => part !== undefined));
  const merged = { ...row.answers, ...given } as Answers;
  const set = { answers: merged, updatedAt: now, ...(startedFrom === undefined ? {} : { startedFrom }) };
  await tx.update(onboardings).set(set).where(eq(onboardings.orgId, orgId));
  return { ...row, ...set };
}

/** @param basedOn the revision the editor saw; null replaces whatever there is. False when another one was saved meanwhile. */
export async function saveDraft(
  tx: Tx,
  input: { orgId: string; draft: Playbook; notes?: DraftNotes; basedOn: number | null; now: number },
): Promise<number | 'stale'> {
  const { orgId, draft, notes, basedOn, now } = input;
  const row = await onboardingOf(tx, { orgId, now, lock: true });
  if (basedOn !== null && basedOn !== row.draftRevision) return 'stale';
  const draftRevision = row.draftRevision + 1;
  await tx
    .update(onboardings)
    .set({ draft, draftRevision, draftAt: now, updatedAt: now, ...(notes ? { draftNotes: notes } : {}) })
    .where(eq(onboardings.orgId, orgId));
  return draftRevision;
}

/** Goes live: the first playbook of the organization, or a new version of it. */
export async function publishDraft(
  tx: Tx,
  input: { orgId: string; draft: Playbook; name: string; actor: Actor; now: number },
): Promise<{ playbookId: string; version: number }> {
  const { orgId, draft, actor, now } = input;
  // Whoever holds the row publishes alone: two would make two playbooks.
  const row = await onboardingOf(tx, { orgId, now, lock: true });
  const [known] = await tx
    .select({ id: playbooks.id })
    .from(playbooks)
    .where(eq(playbooks.orgId, orgId))
    .orderBy(playbooks.createdAt)
    .limit(1);
  const playbookId = known?.id ?? newId();
  let version = 1;
  if (known) {
    const saved = await saveVersion(tx, {
      orgId,
      playbookId,
      config: draft,
      basedOn: null,
      note: 'From the questionnaire',
      canaryPercent: null,
      actor,
      now,
    });
    if (typeof saved !== 'number') throw new Error('the playbook went away while it was saved');
    version = saved;
  } else {
    await tx.insert(playbooks).values({ orgId, id: playbookId, name: input.name, currentVersion: 1, createdAt: now });
    await tx.insert(playbookVersions).values({
      orgId,
      playbookId,
      version,
      config: draft,
      createdBy: actor.id ?? actor.type,
      note: 'From the questionnaire',
      createdAt: now,
    });
    await publish(tx, { orgId, kind: 'playbook.updated', conversationId: null, now });
  }
  await tx
    .update(onboardings)
    .set({ playbookId, publishedVersion: version, publishedAt: now, updatedAt: now })
    .where(eq(onboardings.orgId, row.orgId));
  await audit(tx, {
    orgId,
    actor,
    action: 'onboarding_published',
    subjectId: playbookId,
    payload: { version },
    now,
  });
  return { playbookId, version };
}

export interface Around {
  playbookId: string | null;
  channels: number;
  faqEntries: number;
}

/** What the organization has besides: a playbook, numbers, questions and answers. */
export async function around(tx: Tx, { orgId }: { orgId: string }): Promise<Around> {
  const [playbook] = await tx
    .select({ id: playbooks.id })
    .from(playbooks)
    .where(eq(playbooks.orgId, orgId))
    .orderBy(playbooks.createdAt)
    .limit(1);
  const [numbers] = await tx.select({ count: count() }).from(channelAccounts).where(eq(channelAccounts.orgId, orgId));
  const [faqs] = await tx
    .select({ count: count() })
    .from(knowledgeDocuments)
    .innerJoin(
      knowledgeSources,
      and(eq(knowledgeSources.orgId, knowledgeDocuments.orgId), eq(knowledgeSources.id, knowledgeDocuments.sourceId)),
    )
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeSources.type, 'FAQ')));
  return { playbookId: playbook?.id ?? null, channels: numbers?.count ?? 0, faqEntries: faqs?.count ?? 0 };
}

/** The most telling pages of the website that are knowledge, home and prices first. */
export async function websitePassages(
  tx: Tx,
  { orgId, limit }: { orgId: string; limit: number },
): Promise<{ title: string; text: string }[]> {
  const { rows } = await tx.execute<{ title: string; text: string }>(sql`
    select d.title as title, left(d.content, 4000) as text
    from website_pages p
    join knowledge_documents d on d.org_id = p.org_id and d.id = p.document_id
    where p.org_id = ${orgId} and p.document_id is not null and not d.stale_alert
    order by case p.kind when 'home' then 0 when 'pricing' then 1 when 'about' then 2 when 'faq' then 3
             when 'contact' then 4 when 'refund' then 5 when 'terms' then 6 else 7 end, p.depth, p.url
    limit ${limit}`);
  return rows.map(({ title, text }) => ({ title, text }));
}
