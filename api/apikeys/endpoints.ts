/** API keys of an organization (B-KEY-1, B-API-27). A key cannot make keys. */
import { z } from 'zod';
import { listKeys, revokeKey, saveKey } from '../../db/apikey/queries.ts';
import { audit } from '../../db/audit/queries.ts';
import { newToken } from '../../db/auth/tokens.ts';
import { membersOf } from '../../db/organization/members.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { lesser, scopesOf } from '../../domain/permission/scopes.ts';
import { keysSchema, madeKeySchema, newKeySchema } from '../contracts/apikeys.ts';
import { id, okSchema } from '../contracts/common.ts';
import { actorOf } from '../conversations/ownership.ts';
import { type AnyEndpoint, ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'API keys';
const none = z.strictObject({});
export const KEY_PREFIX = 'pl_';

const listKeysEndpoint = defineEndpoint({
  method: 'get',
  path: '/settings/api-keys',
  summary: 'API keys, newest first; never the keys themselves',
  tag,
  needs: read('settings'),
  people: true,
  params: none,
  query: none,
  body: z.undefined(),
  response: keysSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const rows = await listKeys(tx, { orgId });
      const names = new Map((await membersOf(tx, { orgId })).map(({ memberId, name }) => [memberId, name]));
      return {
        keys: rows.map(row => ({
          id: row.id,
          name: row.name,
          prefix: row.prefix,
          role: row.role,
          scopes: row.scopes,
          madeBy: names.get(row.memberId) ?? null,
          createdAt: iso(row.createdAt),
          lastUsedAt: isoOrNull(row.lastUsedAt),
          expiresAt: isoOrNull(row.expiresAt),
          revokedAt: isoOrNull(row.revokedAt),
        })),
      };
    }),
});

const wrong = (path: string, message: string): ApiError =>
  new ApiError(422, 'rule', message, { errors: [{ path: `body.${path}`, message }] });

const newKeyEndpoint = defineEndpoint({
  method: 'post',
  path: '/settings/api-keys',
  summary: 'Make an API key; the answer shows it this once',
  tag,
  needs: write('settings'),
  people: true,
  params: none,
  query: none,
  body: newKeySchema,
  response: madeKeySchema,
  errors: [
    {
      status: 422,
      code: 'rule',
      when: 'the role or a scope is beyond what one has, or the end is over or beyond the year 9999',
    },
  ],
  handle: async ({ body, caller, services: { db, clock } }) => {
    const { orgId, memberId } = caller;
    const { name, role, scopes } = body;
    const now = clock.now();
    if (lesser(role, caller.role) !== role) throw wrong('role', `A key cannot be more than you are (${caller.role}).`);
    const beyond = scopes.filter(scope => !scopesOf(role).includes(scope));
    if (beyond.length > 0) throw wrong('scopes', `${role} may not do this: ${beyond.join(', ')}.`);
    const expiresAt = body.expiresAt === null ? null : Date.parse(body.expiresAt);
    if (expiresAt !== null && expiresAt <= now) throw wrong('expiresAt', 'Choose a time to come.');
    const key = KEY_PREFIX + newToken();
    const made = await db.withOrg(orgId, async tx => {
      const keyId = await saveKey(tx, {
        orgId,
        memberId,
        name,
        key,
        role,
        scopes: [...new Set(scopes)],
        expiresAt,
        now,
      });
      const payload = { name, role, scopes };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'api_key.made', subjectId: keyId, payload, now });
      return keyId;
    });
    return { id: made, key };
  },
});

const revokeKeyEndpoint = defineEndpoint({
  method: 'delete',
  path: '/settings/api-keys/:id',
  summary: 'Revoke an API key; it ends at once',
  tag,
  needs: write('settings'),
  people: true,
  params: z.strictObject({ id }),
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such key, or it was revoked before' }],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      if (!(await revokeKey(tx, { orgId, id: params.id, now }))) throw notFound('API key');
      await audit(tx, { orgId, actor: actorOf(caller), action: 'api_key.revoked', subjectId: params.id, now });
      return { ok: true as const };
    }),
});

export const apiKeyEndpoints: AnyEndpoint[] = [listKeysEndpoint, newKeyEndpoint, revokeKeyEndpoint];
