import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { freshDatabase } from '../test/support/postgres.ts';
import { environment } from '../test/support/tools.ts';

it('ends when the record has this version’s schema, and not before', async () => {
  const database = await freshDatabase({ migrated: false });
  let over = false;
  const program = fileURLToPath(new URL('./prepared.ts', import.meta.url));
  const ended = new Promise<number>(resolve => {
    const child = execFile(
      process.execPath,
      [program],
      { cwd: tmpdir(), env: { PATH: environment().PATH ?? '', DATABASE_URL: database.url } },
      error => {
        over = true;
        resolve(error ? Number(error.code) : 0);
      },
    );
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await database.drop();
    });
  });
  // Long enough for several looks.
  await new Promise(resolve => setTimeout(resolve, 3_000));
  expect(over).toBe(false);
  await migrate(database.url);
  expect(await ended).toBe(0);
});
