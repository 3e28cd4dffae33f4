/** Closed-loop load: a customer writes again only after an answer, so that the rate is the one the system can do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../stack/random.ts';

/** One way to have a conversation: with Parley, or with the bare workflow. */
export interface Lane {
  name: 'parley' | 'bare' | 'calling';
  /** Message number `through` of a conversation leaves now. */
  write(conversation: number, through: number): Promise<void>;
  /** @returns what ends the listening. */
  listen(onTurn: (conversation: number) => void): () => void;
  /** Of these (conversation, message number), which are done although no answer was heard of? */
  silent(waiting: Map<number, number>): Promise<number[]>;
}

export interface LoopOptions {
  lane: Lane;
  /** Messages so far by conversation; kept up to date. */
  written: Map<number, number>;
  /** Each conversation once, or `turns` drawn from all of them. */
  conversations: number[];
  turns: 'each once' | number;
  outstanding: number;
  /** At most so many begin in a second, evenly; as many as there is room for when left out. */
  perSecond?: number;
  limitSeconds: number;
  seed: number;
}

export interface LoopResult {
  turns: number;
  seconds: number;
  /** From writing to the answer. */
  latenciesMs: number[];
  /** Done without an answer: the agent stayed silent, or a person owns the conversation. */
  withoutAnswer: number;
  /** Nothing heard of within the time. */
  unfinished: number;
  /** The time was over before all was written. */
  cut: boolean;
}

const GRACE_MS = 30_000;
const LOOK_FOR_SILENT_MS = 1_000;

export async function closedLoop(options: LoopOptions): Promise<LoopResult> {
  const { lane, written, conversations, outstanding } = options;
  const random = randomFrom(options.seed);
  const total = options.turns === 'each once' ? conversations.length : options.turns;
  const waiting = new Map<number, number>();
  const latenciesMs: number[] = [];
  let [started, withoutAnswer, lastAt] = [0, 0, 0];
  let wake: () => void = () => undefined;
  const startedAt = performance.now();

  const finish = (conversation: number, answered: boolean): void => {
    const at = waiting.get(conversation);
    if (at === undefined) return;
    waiting.delete(conversation);
    lastAt = performance.now();
    latenciesMs.push(lastAt - at);
    if (!answered) withoutAnswer++;
    wake();
  };
  const draw = (): number => {
    if (options.turns === 'each once') return conversations[started] ?? 0;
    for (;;) {
      const conversation = conversations[Math.floor(random() * conversations.length)] ?? 0;
      if (!waiting.has(conversation)) return conversation;
    }
  };
  const deaf = lane.listen(conversation => finish(conversation, true));
  const look = setInterval(() => {
    const overdue = [...waiting].filter(([, at]) => performance.now() - at > 2 * LOOK_FOR_SILENT_MS);
    const asked = new Map(overdue.map(([conversation]) => [conversation, written.get(conversation) ?? 0]));
    if (asked.size === 0) return;
    lane
      .silent(asked)
      .then(done => {
        // An answer may just be on its way.
        setTimeout(() => {
          for (const conversation of done)
            if (written.get(conversation) === asked.get(conversation)) finish(conversation, false);
        }, 500);
      })
      .catch(() => undefined);
  }, LOOK_FOR_SILENT_MS);

  const limit = options.limitSeconds * 1000;
  const elapsed = (): number => performance.now() - startedAt;
  try {
    const most = Math.min(outstanding, conversations.length);
    while (started < total && elapsed() < limit) {
      while (started < total && waiting.size < most) {
        if (options.perSecond) {
          const dueAt = startedAt + (started * 1000) / options.perSecond;
          if (dueAt > performance.now()) await sleep(dueAt - performance.now());
        }
        const conversation = draw();
        started++;
        const through = (written.get(conversation) ?? 0) + 1;
        written.set(conversation, through);
        waiting.set(conversation, performance.now());
        await lane.write(conversation, through);
      }
      await Promise.race([new Promise<void>(resolve => (wake = resolve)), sleep(200)]);
    }
    const grace = performance.now() + GRACE_MS;
    while (waiting.size > 0 && performance.now() < grace) await sleep(20);
  } finally {
    clearInterval(look);
    deaf();
  }
  return {
    turns: latenciesMs.length,
    seconds: (lastAt - startedAt) / 1000,
    latenciesMs,
    withoutAnswer,
    unfinished: waiting.size,
    cut: started < total,
  };
}
