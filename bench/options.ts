/** What a run measures and for how long. Every duration is bounded, so that a run ends on a slow machine too. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const PARTS = ['webhook', 'turns', 'takeover', 'overhead', 'inbox', 'screen', 'page'] as const;
/** The others have a minute or two of their own, most of it for making a large record: they are asked for. */
const USUAL: readonly Part[] = ['webhook', 'turns', 'takeover'];
export type Part = (typeof PARTS)[number];

export interface Plan {
  quick: boolean;
  only: Part[];
  seed: number;
  quietMs: number;
  /** Log every SQL statement of the turns, and count them by shape: slows Postgres down, so the figures are not for comparing. */
  statements: boolean;
  /** Directory for CPU profiles of api and worker, one file for each thread. */
  profile: string | null;
  webhook: {
    /** Trials at one rate: baseline and Parley take turns, `rounds` times. */
    trials: { perSecond: number; seconds: number }[];
    rounds: number;
    embedded: { perSecond: number; seconds: number }[];
    /** With worker and dispatcher running beside it. */
    busy: { perSecond: number; seconds: number } | null;
    drain: { updates: number; customers: number; limitSeconds: number };
  };
  turns: {
    open: { conversations: number; turns: number }[];
    outstanding: number;
    /** Measure the bare workflow once more at the end: what drifted meanwhile. */
    again: boolean;
    /** Opening conversations and measuring them each stop after this. */
    limitSeconds: number;
  };
  takeover: {
    perSecond: number;
    quietSeconds: number;
    loadedSeconds: number;
    messagesPerSecond: number;
    customers: number;
  };
  /** Decisions at a steady pace. */
  overhead: { conversations: number; perSecond: number; seconds: number };
  inbox: {
    /** Conversations of the measured organization, growing; 20 messages each on average. */
    sizes: number[];
    samples: number;
  };
  screen: { perSecond: number; seconds: number; customers: number };
  page: { conversations: number; loads: number; scrollSeconds: number };
}

export const HELP = `npm run bench -- [--quick] [--only=webhook,turns,takeover,overhead,inbox,screen,page] [--seed=N] [--quiet-ms=N] [--open=100:400] [--statements] [--profile=DIR]

  --quick        about a minute: fewer rates, fewer conversations; says whether it works, not how fast it is
  --only         some parts; without it webhook, turns and takeover
  --seed         arrivals and texts are drawn from it (default 1)
  --quiet-ms     quiet window of Parley and of the bare workflow (default 500)
  --open         turns: conversations and messages to measure, instead of the plan's (100:400,1000:200)
  --statements   also counts the SQL statements of a turn by shape (slows Postgres: not for comparing)
  --profile      writes CPU profiles of api and worker there (slows them: not for comparing)
`;

/** @throws an Error that says which argument is wrong; null when only help was asked for. */
export function readPlan(args: string[]): Plan | null {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: USUAL.join(',') },
      seed: { type: 'string', default: '1' },
      'quiet-ms': { type: 'string', default: '500' },
      open: { type: 'string' },
      statements: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const only = values.only.split(',').map(name => {
    const part = PARTS.find(known => known === name.trim());
    if (!part) throw new Error(`--only=${values.only}: "${name}" is not a part; choose from ${PARTS.join(', ')}.`);
    return part;
  });
  const common = {
    quick: values.quick,
    only,
    seed: wholeNumber('seed', values.seed),
    quietMs: wholeNumber('quiet-ms', values['quiet-ms']),
    statements: values.statements,
    profile: values.profile === undefined ? null : resolve(values.profile),
  };
  const sizes = values.quick ? QUICK : FULL;
  const turns = values.open
    ? { ...sizes.turns, outstanding: 100, limitSeconds: 120, open: openOf(values.open) }
    : sizes.turns;
  return { ...common, ...sizes, turns };
}

type Sizes = Pick<Plan, Part>;

const FULL: Sizes = {
  webhook: {
    trials: [
      { perSecond: 10, seconds: 6 },
      { perSecond: 50, seconds: 5 },
      { perSecond: 200, seconds: 5 },
      { perSecond: 500, seconds: 4 },
    ],
    rounds: 2,
    embedded: [
      { perSecond: 10, seconds: 3 },
      { perSecond: 50, seconds: 3 },
      { perSecond: 200, seconds: 3 },
      { perSecond: 500, seconds: 3 },
    ],
    busy: { perSecond: 200, seconds: 5 },
    drain: { updates: 2_000, customers: 100, limitSeconds: 45 },
  },
  turns: {
    open: [
      { conversations: 100, turns: 200 },
      { conversations: 1_000, turns: 200 },
    ],
    outstanding: 100,
    again: true,
    limitSeconds: 60,
  },
  overhead: { conversations: 100, perSecond: 10, seconds: 20 },
  inbox: { sizes: [1_000, 10_000, 50_000], samples: 40 },
  screen: { perSecond: 50, seconds: 15, customers: 100 },
  page: { conversations: 50_000, loads: 5, scrollSeconds: 60 },
  takeover: { perSecond: 5, quietSeconds: 8, loadedSeconds: 20, messagesPerSecond: 50, customers: 60 },
};

const QUICK: Sizes = {
  webhook: {
    trials: [{ perSecond: 200, seconds: 2 }],
    rounds: 1,
    embedded: [{ perSecond: 200, seconds: 2 }],
    busy: null,
    drain: { updates: 100, customers: 5, limitSeconds: 10 },
  },
  turns: { open: [{ conversations: 10, turns: 20 }], outstanding: 10, again: false, limitSeconds: 10 },
  overhead: { conversations: 30, perSecond: 10, seconds: 4 },
  inbox: { sizes: [1_000], samples: 10 },
  screen: { perSecond: 20, seconds: 4, customers: 20 },
  page: { conversations: 1_000, loads: 2, scrollSeconds: 10 },
  takeover: { perSecond: 5, quietSeconds: 2, loadedSeconds: 3, messagesPerSecond: 50, customers: 30 },
};

function openOf(text: string): Plan['turns']['open'] {
  return text.split(',').map(pair => {
    const [conversations, turns] = pair.split(':').map(part => wholeNumber('open', part));
    if (!conversations || !turns)
      throw new Error(`--open=${text} must be pairs like 100:400, with commas between them.`);
    return { conversations, turns };
  });
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name}=${text} must be a whole number.`);
  return Number(text);
}
