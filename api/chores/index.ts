/** The chores of an api process. What conversations wait for is the dispatcher's; these only keep what people look at in step. */
import { type Loop, startLoop } from '../../dispatcher/loop.ts';
import type { Chore, ChoreServices } from './chore.ts';
import { dailyRound } from './daily.ts';
import { topicRound } from './topics.ts';

const choresOf = (services: ChoreServices): Chore[] => [
  { name: 'topics', idleMs: 20_000, round: () => topicRound(services) },
  { name: 'daily', idleMs: 600_000, round: () => dailyRound(services) },
];

export function startChores(services: ChoreServices): Loop {
  const loops = choresOf(services).map(({ name, idleMs, round }) => startLoop(name, idleMs, services.log, round));
  return { stop: () => Promise.all(loops.map(loop => loop.stop())).then(() => undefined) };
}
