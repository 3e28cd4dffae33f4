/** Kills one of each part under load and judges what became of the customers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { Crowd } from './load.ts';
import type { Stage } from './stage.ts';

export interface KillPlan {
  perSecond: number;
  /** Before each kill and after each return. */
  betweenMs: number;
  /** How long it stays away. */
  goneMs: number;
  rounds: number;
  restMs: number;
  /** Servers that are killed as well. */
  servers?: { kill(): Promise<void>; start(): Promise<void> }[];
}

export async function killed(stage: Stage, plan: KillPlan): Promise<void> {
  const crowd = new Crowd(stage);
  const gone = async (kill: () => Promise<void>, start: () => Promise<unknown>): Promise<void> => {
    await sleep(plan.betweenMs);
    await kill();
    await sleep(plan.goneMs);
    await start();
    await sleep(plan.betweenMs);
  };
  crowd.start(plan.perSecond);
  for (let round = 0; round < plan.rounds; round++) {
    for (const kind of ['api', 'worker'] as const)
      await gone(
        () => stage.kill(kind, round % 2),
        () => stage.run(kind, round % 2),
      );
    for (const server of plan.servers ?? [])
      await gone(
        () => server.kill(),
        () => server.start(),
      );
  }
  await crowd.stop();
  const { problems, ...figures } = await crowd.verdict(plan.restMs);
  console.log(`killed: ${JSON.stringify(figures)}; ended by themselves: ${JSON.stringify(stage.lost)}`);
  expect(problems, await stage.tails()).toEqual([]);
  expect(stage.lost).toEqual([]);
}
