/** Asks the load generator's process for one trial. */
import type { Child } from '../stack/child.ts';
import type { LoadJob, LoadResult } from './generator.ts';

type Answer = { result: LoadResult } | { error: string };

export function runLoad(generator: Child, job: LoadJob): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the load generator ended in the middle of a trial'));
    generator.process.once('exit', gone);
    generator.process.once('message', (answer: Answer) => {
      generator.process.off('exit', gone);
      if ('error' in answer) reject(new Error(`the load generator failed: ${answer.error}`));
      else resolve(answer.result);
    });
    generator.process.send(job);
  });
}
