/** Playbooks: read, save as a version, compare, roll back, try on some (A-VER). */
import { z } from 'zod';
import { parseStored } from '../../db/playbook/queries.ts';
import {
  findVersion,
  listPlaybooks,
  listVersions,
  type PlaybookRow,
  rollback,
  saveVersion,
  setCanary,
} from '../../db/playbook/versions.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { diffConfigs } from '../../domain/playbook/diff.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { playbookProblems } from '../../domain/playbook/problems.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  canarySchema,
  diffSchema,
  playbookRowSchema,
  rollbackSchema,
  saveVersionSchema,
  versionRowSchema,
  versionSchema,
} from '../contracts/playbooks.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Playbooks';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such playbook or version' };

const rowView = (row: PlaybookRow) => ({
  id: row.id,
  name: row.name,
  currentVersion: row.currentVersion,
  canary: row.canaryVersion === null ? null : { version: row.canaryVersion, percent: row.canaryPercent },
  createdAt: iso(row.createdAt),
});

export const playbooksEndpoint = defineEndpoint({
  method: 'get',
  path: '/playbooks',
  summary: 'Playbooks and the versions in use',
  tag,
  needs: read('playbooks'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: z.object({ playbooks: z.array(playbookRowSchema) }),
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({ playbooks: (await listPlaybooks(tx, caller)).map(rowView) })),
});

export const versionsEndpoint = defineEndpoint({
  method: 'get',
  path: '/playbooks/:id/versions',
  summary: 'Versions of a playbook, newest first',
  tag,
  needs: read('playbooks'),
  params,
  query,
  body: z.undefined(),
  response: z.object({ versions: z.array(versionRowSchema) }),
  errors: [missing],
  handle: ({ params: { id: playbookId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const playbook = (await listPlaybooks(tx, { orgId })).find(row => row.id === playbookId);
      if (!playbook) throw notFound('playbook');
      const rows = await listVersions(tx, { orgId, playbookId, limit: 200 });
      return {
        versions: rows.map(row => ({
          ...row,
          createdAt: iso(row.createdAt),
          current: row.version === playbook.currentVersion,
          canary: row.version === playbook.canaryVersion,
        })),
      };
    }),
});

export const versionEndpoint = defineEndpoint({
  method: 'get',
  path: '/playbooks/:id/config',
  summary: 'A version with its configuration; the current one when none is named',
  tag,
  needs: read('playbooks'),
  params,
  query: z.strictObject({ version: z.coerce.number().int().min(1).max(2_147_483_647).optional() }),
  body: z.undefined(),
  response: versionSchema,
  errors: [missing],
  handle: ({ params: { id: playbookId }, query: { version: wanted = undefined }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const playbook = (await listPlaybooks(tx, { orgId })).find(row => row.id === playbookId);
      if (!playbook) throw notFound('playbook');
      const version = wanted ?? playbook.currentVersion;
      const row = await findVersion(tx, { orgId, playbookId, version });
      if (!row) throw notFound('version');
      return {
        version,
        createdAt: iso(row.createdAt),
        createdBy: row.createdBy,
        createdByName: row.createdByName,
        note: row.note,
        current: version === playbook.currentVersion,
        canary: version === playbook.canaryVersion,
        config: { ...row.config },
      };
    }),
});

export const diffEndpoint = defineEndpoint({
  method: 'get',
  path: '/playbooks/:id/diff',
  summary: 'What changed between two versions',
  tag,
  needs: read('playbooks'),
  params,
  query: z.strictObject({
    from: z.coerce.number().int().min(1).max(2_147_483_647),
    to: z.coerce.number().int().min(1).max(2_147_483_647),
  }),
  body: z.undefined(),
  response: diffSchema,
  errors: [missing],
  handle: ({ params: { id: playbookId }, query: { from, to }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const before = await findVersion(tx, { orgId, playbookId, version: from });
      const after = await findVersion(tx, { orgId, playbookId, version: to });
      if (!before || !after) throw notFound('version');
      return { from, to, changes: diffConfigs(parseStored(before.config), parseStored(after.config)) };
    }),
});

/** About four characters a token: exact counting is the worker's business. */
const roughTokens = (text: string): number => Math.ceil(text.length / 4);

function mustBeRight(config: Playbook): void {
  const { business, checklist, ctas, objections, tone, guardrails } = config;
  const stable = JSON.stringify({ business, checklist, ctas, objections, tone, guardrails });
  const errors = playbookProblems(config, stable, roughTokens).map(({ path, message }) => ({
    path: `config.${path}`,
    message,
  }));
  if (errors.length > 0)
    throw new ApiError(422, 'playbook_problems', 'This playbook cannot go live as it is.', {
      hint: 'Mend what is listed and save again.',
      errors,
    });
}

export const saveVersionEndpoint = defineEndpoint({
  method: 'post',
  path: '/playbooks/:id/versions',
  summary: 'Save a version; new conversations get it, or some of them',
  tag,
  needs: write('playbooks'),
  params,
  query,
  body: saveVersionSchema,
  response: z.object({ version: z.int() }),
  errors: [
    missing,
    { status: 409, code: 'stale_version', when: 'somebody saved a newer version meanwhile' },
    { status: 422, code: 'rule', when: 'contact hours end before they begin' },
    { status: 422, code: 'playbook_problems', when: 'a configured text breaks a rule, or a part is too long' },
  ],
  async handle({ params: { id: playbookId }, body, caller, services }) {
    mustBeRight(body.config);
    const version = await services.db.withOrg(caller.orgId, tx =>
      saveVersion(tx, {
        orgId: caller.orgId,
        playbookId,
        ...body,
        actor: actorOf(caller),
        now: services.clock.now(),
      }),
    );
    if (version === null) throw notFound('playbook');
    if (version === 'stale')
      throw new ApiError(409, 'stale_version', 'Somebody saved a newer version meanwhile.', {
        hint: 'Look at what changed, then save on top of it.',
      });
    return { version };
  },
});

export const rollbackEndpoint = defineEndpoint({
  method: 'post',
  path: '/playbooks/:id/rollback',
  summary: 'New conversations get this version from now on; a trial ends',
  tag,
  needs: write('playbooks'),
  params,
  query,
  body: rollbackSchema,
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: playbookId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const actor = actorOf(caller);
      const done = await rollback(tx, { orgId, playbookId, ...body, actor, now: services.clock.now() });
      if (!done) throw notFound('version');
      return { ok: true as const };
    }),
});

export const canaryEndpoint = defineEndpoint({
  method: 'put',
  path: '/playbooks/:id/canary',
  summary: 'Try a version on a percentage of new conversations, or end the trial',
  tag,
  needs: write('playbooks'),
  params,
  query,
  body: canarySchema,
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: playbookId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const actor = actorOf(caller);
      const done = await setCanary(tx, { orgId, playbookId, ...body, actor, now: services.clock.now() });
      if (!done) throw notFound('version');
      return { ok: true as const };
    }),
});
