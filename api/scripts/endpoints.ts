/** The script library of a playbook: read, and saved as a new version of it (A-ONB-14, A-LANG-2). */
import { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import { parseStored } from '../../db/playbook/queries.ts';
import { findVersion, listPlaybooks, listVersions, saveVersion } from '../../db/playbook/versions.ts';
import { FIXED_TEXTS } from '../../domain/guardrails/fixed-text.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { type Playbook, playbookSchema } from '../../domain/playbook/playbook.ts';
import { playbookProblems } from '../../domain/playbook/problems.ts';
import { id } from '../contracts/common.ts';
import { type ScriptLibrary, saveScriptsSchema, scriptLibrarySchema } from '../contracts/scripts.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Playbooks';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such playbook' };

async function current(tx: Tx, { orgId, playbookId }: { orgId: string; playbookId: string }) {
  const playbook = (await listPlaybooks(tx, { orgId })).find(row => row.id === playbookId);
  const row = playbook && (await findVersion(tx, { orgId, playbookId, version: playbook.currentVersion }));
  if (!playbook || !row) throw notFound('playbook');
  const [newest] = await listVersions(tx, { orgId, playbookId, limit: 1 });
  const { currentVersion: version, name } = playbook;
  return { name, version, newest: newest?.version ?? version, config: parseStored(row.config) };
}

/** The texts by language: those of the first language stand beside the translations. */
function textsOf({ texts, tone }: Playbook): ScriptLibrary['texts'] {
  const [first = 'en'] = tone.languages;
  const { translations } = texts;
  const own = Object.fromEntries(FIXED_TEXTS.map(kind => [kind, texts[kind]]));
  return { ...translations, [first]: own };
}

/** What is empty is left out: the first language's text stands in for it. */
function withTexts(config: Playbook, given: ScriptLibrary['texts']): unknown {
  const [first = 'en'] = config.tone.languages;
  const { [first]: own = {}, ...others } = given;
  const translations = Object.fromEntries(
    Object.entries(others)
      .map(([language, texts]) => [
        language,
        Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
      ])
      .filter(([, texts]) => Object.keys(texts as object).length > 0),
  );
  return { ...config.texts, ...own, translations };
}

export const scriptsEndpoint = defineEndpoint({
  method: 'get',
  path: '/playbooks/:id/scripts',
  summary: 'The script library and the fixed texts of the version in use, by language',
  tag,
  needs: read('playbooks'),
  params,
  query,
  body: z.undefined(),
  response: scriptLibrarySchema,
  errors: [missing],
  handle: ({ params: { id: playbookId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { name, version, newest, config } = await current(tx, { orgId, playbookId });
      return {
        playbook: name,
        version,
        newest,
        languages: config.tone.languages,
        scripts: config.scripts,
        texts: textsOf(config),
        about: {
          opener: [],
          qualification: config.checklist.map(field => field.key),
          objection: config.objections.map(objection => objection.key),
          cta: config.ctas.map(cta => cta.type),
          exit: [],
        },
      };
    }),
});

export const saveScriptsEndpoint = defineEndpoint({
  method: 'post',
  path: '/playbooks/:id/scripts',
  summary: 'Save scripts and fixed texts as a new version of the playbook; the rest of it stays as it is',
  tag,
  needs: write('playbooks'),
  params,
  query,
  body: saveScriptsSchema,
  response: z.object({ version: z.int() }),
  errors: [
    missing,
    { status: 409, code: 'stale_version', when: 'somebody saved a newer version meanwhile' },
    { status: 422, code: 'playbook_problems', when: 'a text breaks a rule, or belongs to nothing' },
  ],
  handle: ({ params: { id: playbookId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const { config: before } = await current(tx, { orgId, playbookId });
      const parsed = playbookSchema.safeParse({
        ...before,
        scripts: body.scripts,
        texts: withTexts(before, body.texts),
      });
      const errors = parsed.success
        ? playbookProblems(parsed.data, '', () => 0)
        : parsed.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message }));
      if (!parsed.success || errors.length > 0)
        throw new ApiError(422, 'playbook_problems', 'These texts cannot be said as they are.', {
          hint: 'Mend what is listed and save again.',
          errors,
        });
      const version = await saveVersion(tx, {
        orgId,
        playbookId,
        config: parsed.data,
        basedOn: body.basedOn,
        note: body.note || 'Scripts',
        canaryPercent: null,
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (version === null) throw notFound('playbook');
      if (version === 'stale')
        throw new ApiError(409, 'stale_version', 'Somebody saved a newer version meanwhile.', {
          hint: 'Load the page again, then make your changes on top of it.',
        });
      return { version };
    }),
});
