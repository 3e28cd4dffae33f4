/** Members, and who is to become one (B-WS-7). Inside the organization, except where it says otherwise. */
import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { Role } from '../../domain/words.ts';
import { users } from '../auth/table.ts';
import { hashOf } from '../auth/tokens.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { invitations, members, organizations } from './table.ts';

export interface MemberRow {
  memberId: string;
  userId: string;
  name: string;
  email: string;
  role: Role;
  joinedAt: number;
  lastSignInAt: number | null;
}

export function membersOf(tx: Tx, { orgId }: { orgId: string }): Promise<MemberRow[]> {
  return tx
    .select({
      memberId: members.id,
      userId: members.userId,
      name: users.name,
      email: users.email,
      role: members.role,
      joinedAt: members.createdAt,
      lastSignInAt: users.lastSignInAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.orgId, orgId))
    .orderBy(asc(members.createdAt), asc(members.id));
}

export type Change = 'done' | 'not_found' | 'last_owner';

/** Owners are locked first: two that go at once cannot both be the last but one. */
async function guarded(
  tx: Tx,
  { orgId, userId }: { orgId: string; userId: string },
  keeps: boolean,
): Promise<Change | Role> {
  const owners = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.role, 'OWNER')))
    .orderBy(asc(members.id))
    .for('update');
  const [member] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  if (!member) return 'not_found';
  const last = owners.length === 1 && owners[0]?.userId === userId;
  return last && !keeps ? 'last_owner' : member.role;
}

/** @returns the role before, when it is done. */
export async function changeRole(
  tx: Tx,
  { orgId, userId, role }: { orgId: string; userId: string; role: Role },
): Promise<Exclude<Change, 'done'> | { before: Role }> {
  const before = await guarded(tx, { orgId, userId }, role === 'OWNER');
  if (before === 'not_found' || before === 'last_owner' || before === 'done')
    return before === 'done' ? 'not_found' : before;
  await tx
    .update(members)
    .set({ role })
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return { before };
}

export async function removeMember(tx: Tx, { orgId, userId }: { orgId: string; userId: string }): Promise<Change> {
  const found = await guarded(tx, { orgId, userId }, false);
  if (found === 'not_found' || found === 'last_owner') return found;
  await tx.delete(members).where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  return 'done';
}

/** As the system role. @returns the member's id; the one there is when they belong already, whose role stays. */
export async function addMember(
  tx: Tx,
  { orgId, userId, role, now }: { orgId: string; userId: string; role: Role; now: number },
): Promise<string> {
  await tx.insert(members).values({ orgId, id: newId(), userId, role, createdAt: now }).onConflictDoNothing();
  const [member] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.orgId, orgId), eq(members.userId, userId)));
  if (!member) throw new Error('the member could not be made');
  return member.id;
}

/** As the system role: a person's organizations, the oldest membership first. */
export function organizationsOf(
  tx: Tx,
  { userId }: { userId: string },
): Promise<{ id: string; name: string; role: Role }[]> {
  return tx
    .select({ id: organizations.id, name: organizations.name, role: members.role })
    .from(members)
    .innerJoin(organizations, eq(organizations.id, members.orgId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt), asc(members.id));
}

export const openInvitations = (tx: Tx, { orgId }: { orgId: string }) =>
  tx.select().from(invitations).where(eq(invitations.orgId, orgId)).orderBy(desc(invitations.createdAt)).limit(200);

/** A new invitation ends the one before for this address. */
export async function invite(
  tx: Tx,
  invitation: {
    orgId: string;
    email: string;
    role: Role;
    token: string;
    invitedBy: string;
    now: number;
    expiresAt: number;
  },
): Promise<string> {
  const { orgId, email, token, now, ...rest } = invitation;
  const id = newId();
  const fresh = { id, tokenHash: hashOf(token), createdAt: now, mailId: null, ...rest };
  await tx
    .insert(invitations)
    .values({ orgId, email, ...fresh })
    .onConflictDoUpdate({ target: [invitations.orgId, invitations.email], set: fresh });
  return id;
}

export async function nameMail(
  tx: Tx,
  { orgId, id, mailId }: { orgId: string; id: string; mailId: string },
): Promise<void> {
  await tx
    .update(invitations)
    .set({ mailId })
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id)));
}

export async function withdrawInvitation(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<string | null> {
  const [row] = await tx
    .delete(invitations)
    .where(and(eq(invitations.orgId, orgId), eq(invitations.id, id)))
    .returning({ email: invitations.email });
  return row?.email ?? null;
}

const living = (token: string, now: number) =>
  and(eq(invitations.tokenHash, hashOf(token)), gt(invitations.expiresAt, now));

/** As the system role. */
export async function findInvitation(tx: Tx, { token, now }: { token: string; now: number }) {
  const [row] = await tx
    .select({
      orgId: invitations.orgId,
      organization: organizations.name,
      email: invitations.email,
      role: invitations.role,
    })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.orgId))
    .where(living(token, now));
  return row ?? null;
}

/** As the system role: whoever deletes it has it. */
export async function takeInvitation(tx: Tx, { token, now }: { token: string; now: number }) {
  const [row] = await tx.delete(invitations).where(living(token, now)).returning();
  return row ?? null;
}
