/** Fresh embedded databases: each a copy of a directory that is made once a run, because making one takes seconds. */
import { constants } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { startEmbeddedPostgres } from '../../runtime/embedded/postgres.ts';
import { cached } from '../../runtime/tools/cache.ts';
import { environment } from './tools.ts';

/** @param scratch a directory all workers of the run share. */
export async function freshEmbedded(
  scratch: string,
  migrated: boolean,
): Promise<{ url: string; drop(): Promise<void> }> {
  const env = environment();
  const template = await cached(join(scratch, migrated ? 'pglite-migrated' : 'pglite-empty'), async dataDir => {
    const server = await startEmbeddedPostgres({ dataDir, env });
    if (migrated) await migrate(server.url);
    await server.stop();
  });
  const dataDir = await mkdtemp(join(scratch, 'pglite-'));
  await cp(template, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const server = await startEmbeddedPostgres({ dataDir, env });
  return {
    url: server.url,
    drop: async () => {
      await server.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
