/** Where a playbook to be evaluated comes from: a version of the record, a JSON file, or a template. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import pg from 'pg';
import { parseStored } from '../db/playbook/queries.ts';
import { type Playbook, playbookSchema } from '../domain/playbook/playbook.ts';
import { dentalClinic } from '../domain/playbook/templates/dental-clinic.ts';

export interface NamedPlaybook {
  name: string;
  playbook: Playbook;
}

/** @throws with a sentence that says what to mend. */
export async function findPlaybook(given: string | null, databaseUrl: string | undefined): Promise<NamedPlaybook> {
  if (given === null || given === 'dental_clinic')
    return { name: 'dental_clinic', playbook: playbookSchema.parse(dentalClinic) };
  if (/^\d+$/.test(given))
    return { name: `version ${given}`, playbook: await storedVersion(Number(given), databaseUrl) };
  const text = await readFile(given, 'utf8').catch(() => {
    throw new Error(`"${given}" is neither a version number, nor a file that can be read, nor dental_clinic.`);
  });
  const parsed = playbookSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error(
      `${given} is no playbook:\n${parsed.error.issues.map(issue => `  ${issue.path.join('.')}: ${issue.message}`).join('\n')}`,
    );
  return { name: basename(given), playbook: parsed.data };
}

async function storedVersion(version: number, databaseUrl: string | undefined): Promise<Playbook> {
  if (!databaseUrl)
    throw new Error('A version number needs DATABASE_URL: the database of the product whose playbook it is.');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ config: unknown; playbook: string }>(
      `select v.config, p.name as playbook from playbook_versions v join playbooks p on p.org_id = v.org_id and p.id = v.playbook_id
       where v.version = $1 order by p.created_at limit 2`,
      [version],
    );
    if (!rows[0]) throw new Error(`There is no version ${version} in that database.`);
    if (rows.length > 1)
      throw new Error(
        'That database has several playbooks: export the wanted one as JSON, or start it in the settings.',
      );
    return parseStored(rows[0].config);
  } finally {
    await client.end();
  }
}
