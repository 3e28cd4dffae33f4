/** Nothing that was said is deleted but by erasure (A-MEM-4): looked for in every statement of the product. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import * as schema from '../schema.ts';
import { securitySql } from '../security.ts';

const KEPT = ['messages', 'conversations', 'contacts'];
const PARTS = ['activities', 'adapters', 'api', 'db', 'dispatcher', 'processes', 'scripts', 'temporal', 'workflows'];
const DELETES = new RegExp(
  String.raw`\.delete\(\s*(?:${KEPT.join('|')}|organizations|channelAccounts)\s*\)|(?:delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?["\x60]?(?:\$\{)?(?:${KEPT.join('|')}|organizations|channel_accounts|channelAccounts)\b`,
  'i',
);
const files = PARTS.flatMap(part =>
  readdirSync(part, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|sql)$/.test(name) && !/\.test\.ts$|(^|\/)testing\//.test(name))
    .map(name => join(part, name)),
);

describe('A-MEM-4: every message is kept until its person is erased', () => {
  it('the search finds what deletes', () => {
    for (const text of [
      'tx.delete(messages)',
      '.delete( conversations )',
      'delete from messages where',
      'truncate contacts',
    ])
      expect(DELETES.test(text), text).toBe(true);
    for (const text of ['tx.delete(messageChunks)', 'delete from message_chunks', 'drafts.delete(key)'])
      expect(DELETES.test(text), text).toBe(false);
  });

  it('erasure alone deletes conversations and contacts, and with them what was said', () => {
    expect(files.length).toBeGreaterThan(300);
    const deleting = files.filter(file => DELETES.test(readFileSync(file, 'utf8')));
    expect(deleting).toEqual(['db/erasure/queries.ts']);
    const [owner] = getTableConfig(schema.messages)
      .foreignKeys.filter(key => key.onDelete === 'cascade')
      .map(key => getTableConfig(key.reference().foreignTable as PgTable).name);
    expect(owner).toBe('conversations');
    expect(securitySql).toBeTypeOf('function');
  });
});
