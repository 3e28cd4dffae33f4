/** Plays all personas against one playbook and checks what came of it. */
import type { Playbook } from '../domain/playbook/playbook.ts';
import { checkConversation } from './checks/conversation.ts';
import { judge } from './judge.ts';
import { needsTime, personasFor } from './personas/index.ts';
import { conversationsOf, ownRoom } from './play/own-room.ts';
import { advanceTo, passingTime } from './play/passing-time.ts';
import { play } from './play/play.ts';
import type { Room } from './play/room.ts';
import { type PersonaResult, resultOf } from './results.ts';
import { rulesOf } from './rules.ts';
import type { EvalStack } from './stack/stack.ts';
import { nextHour } from './stack/zone.ts';
import type { Persona, Rules } from './types.ts';

export interface RunOptions {
  playbook: Playbook;
  /** Keys; all when left out. */
  only?: string[] | undefined;
  /** Personas at once. */
  parallel: number;
  patienceMs: number;
  /** Told of each persona as it ends. */
  onPersona: (result: PersonaResult, done: number, of: number) => void;
  signal: AbortSignal;
}

const FIRST_PHONE = 17_185_552_000;
const TEN_IN_THE_MORNING = 10;

/** @throws when a key in `only` names nobody. */
export async function runPersonas(stack: EvalStack, options: RunOptions): Promise<PersonaResult[]> {
  const room = ownRoom(stack);
  const everybody = chosen(options.playbook, options.only);
  const live = everybody.filter(one => !needsTime(one.persona));
  const silent = everybody.filter(one => needsTime(one.persona));
  const report = reporter(options, everybody.length);
  const rules = rulesOf(options.playbook);
  const one = (who: Player, wait: ((ms: number) => Promise<void>) | null) =>
    playOne({ room, stack, rules, who, wait, options }).then(report);

  const results = await inParallel(live, options, who => one(who, null));
  if (silent.length === 0) return results;
  if (!stack.time)
    return [...results, ...silent.map(({ persona }) => report(notPlayed(persona, 'time cannot be moved here')))];
  await stack.retire(
    await conversationsOf(
      stack,
      live.map(who => who.phone),
    ),
  );
  await advanceTo(stack, nextHour(stack.clock.now(), TEN_IN_THE_MORNING));
  const time = passingTime(stack);
  for (const _ of silent) time.join();
  const waited = await Promise.all(silent.map(who => one(who, time.wait).finally(time.leave)));
  return [...results, ...waited];
}

/** The same against a product that runs elsewhere: whoever waits is not played. */
export async function runRemote(room: Room, options: RunOptions): Promise<PersonaResult[]> {
  const everybody = chosen(options.playbook, options.only);
  const report = reporter(options, everybody.length);
  const rules = rulesOf(options.playbook);
  return inParallel(everybody, options, async who =>
    report(
      needsTime(who.persona)
        ? notPlayed(who.persona, 'time cannot be moved on a running product')
        : await playOne({ room, stack: null, rules, who, wait: null, options }),
    ),
  );
}

interface Player {
  persona: Persona;
  phone: string;
}

function chosen(playbook: Playbook, only: string[] | undefined): Player[] {
  const all = personasFor(playbook);
  const unknown = only?.find(key => !all.some(persona => persona.key === key));
  if (unknown)
    throw new Error(`There is no persona "${unknown}". There are: ${all.map(persona => persona.key).join(', ')}.`);
  // Numbers differ from run to run, so that a running product meets new customers each time.
  const first = FIRST_PHONE + (Math.floor(Date.now() / 1000) % 700) * 10;
  return all
    .map((persona, index) => ({ persona, phone: `+${first + index}` }))
    .filter(({ persona }) => !only || only.includes(persona.key));
}

function reporter({ onPersona }: RunOptions, of: number): (result: PersonaResult) => PersonaResult {
  let done = 0;
  return result => {
    done++;
    onPersona(result, done, of);
    return result;
  };
}

async function playOne(context: {
  room: Room;
  stack: EvalStack | null;
  rules: Rules;
  who: Player;
  wait: ((ms: number) => Promise<void>) | null;
  options: RunOptions;
}): Promise<PersonaResult> {
  const { room, stack, rules, who, wait, options } = context;
  const { persona, phone } = who;
  try {
    options.signal.throwIfAborted();
    const transcript = await play({ room, persona, phone, wait, patienceMs: options.patienceMs });
    const verdict =
      stack && stack.model === null
        ? await judge(stack.gateway, transcript, rules, options.signal).catch(() => null)
        : null;
    return resultOf(transcript, checkConversation(transcript, rules), verdict);
  } catch (error) {
    return notPlayed(persona, error instanceof Error ? error.message : String(error), true);
  }
}

/** @param broken it was tried, and the product did not come to an end: that counts as a failed check. */
function notPlayed({ key, title, about }: Persona, problem: string, broken = false): PersonaResult {
  const findings = broken ? [{ check: 'played to the end', passed: false, detail: problem }] : [];
  return {
    ...{ key, title, about, findings, problem },
    ...{ passed: 0, failed: findings.length, said: [], facts: null, responseMs: [], verdict: null },
  };
}

async function inParallel<T, R>(items: T[], { parallel }: RunOptions, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return results;
}
