/** A new organization, with whoever makes it as its OWNER (B-WS-4, C-ORG-1). As the system role. */
import { randomInt } from 'node:crypto';
import { slugOf } from '../../domain/identity/slug.ts';
import { audit } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { addMember } from './members.ts';
import { organizations } from './table.ts';

export interface NewOrganization {
  name: string;
  /** IANA zone. */
  zone: string;
  /** ISO 4217. */
  currency: string;
}

export async function createOrganization(
  tx: Tx,
  { name, zone, currency, ownerId, now }: NewOrganization & { ownerId: string; now: number },
): Promise<string> {
  const id = newId();
  const base = slugOf(name);
  // A name that is taken gets a number: nobody chooses their slug.
  for (let slug = base; ; slug = `${base}-${randomInt(1000, 1_000_000)}`) {
    const made = await tx
      .insert(organizations)
      .values({ id, name, slug, zone, currency, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: organizations.id });
    if (made.length > 0) break;
  }
  const memberId = await addMember(tx, { orgId: id, userId: ownerId, role: 'OWNER', now });
  const actor = { type: 'member' as const, id: memberId };
  await audit(tx, { orgId: id, actor, action: 'organization.created', subjectId: id, now });
  return id;
}
