/** The seeded record of a run: made once, grown size by size, with an api and a baseline of its own. */
import type { Child } from '../stack/child.ts';
import type { Api, Stack } from '../stack/stack.ts';
import { type RecordSize, seedRecord } from './seed.ts';

export interface SeededRecord {
  databaseUrl: string;
  api: Api;
  baseline: Child & { url: string };
  conversations: number;
}

let made: Promise<SeededRecord> | null = null;

async function make(stack: Stack): Promise<SeededRecord> {
  const databaseUrl = await stack.database('record');
  const api = await stack.api(databaseUrl, true);
  return { databaseUrl, api, baseline: await stack.baseline(databaseUrl), conversations: 0 };
}

/** @param conversations of the measured organization: as many or more will be there. */
export async function recordOf(
  stack: Stack,
  conversations: number,
  say: (text: string) => void,
): Promise<{ record: SeededRecord; size: RecordSize | null }> {
  made ??= make(stack);
  const record = await made;
  if (record.conversations >= conversations) return { record, size: null };
  const startedAt = Date.now();
  const size = await seedRecord({
    databaseUrl: record.databaseUrl,
    seed: stack.plan.seed,
    from: record.conversations,
    to: conversations,
    nowMs: Date.now(),
  });
  record.conversations = conversations;
  say(
    `record: ${size.conversations} conversations, ${size.messages} messages (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`,
  );
  return { record, size };
}
