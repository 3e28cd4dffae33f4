/** The recorded histories guard the workflow's code: a change that old runs cannot follow is caught, a patched one passes. */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, expect, it } from 'vitest';
import { RECORDED, readHistory, replay } from '../replay/recordings.ts';
import { incompatibleBundle, patchedBundle } from './bundles.ts';

/** Those in which no answer was sent do not come by the changed step. */
const WITH_ANSWER = RECORDED.filter(name => !['idle-completed'].includes(name));

beforeAll(() => {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: 'OFF' } },
  });
});

it('a planted incompatible change fails the replay of recorded histories', async () => {
  const careless = await incompatibleBundle();
  const caught: string[] = [];
  for (const name of WITH_ANSWER) {
    const outcome = await replay(await readHistory(name), careless).then(
      () => null,
      (error: unknown) => error,
    );
    if (outcome instanceof DeterminismViolationError) caught.push(name);
  }
  expect(caught).toContain('talk');
  expect(caught.length).toBeGreaterThan(WITH_ANSWER.length / 2);
});

it('the same change under patched() replays all of them', async () => {
  const patched = await patchedBundle();
  for (const name of RECORDED) await replay(await readHistory(name), patched);
});
