/** Recorded histories: kept once, replayed for ever, and free of what the people in them said. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';

const directory = fileURLToPath(new URL('../histories', import.meta.url));

/** Every history that must be there: one that vanished is missed. */
export const RECORDED = [
  'talk',
  'burst-restart',
  'takeover-mid-turn-and-release',
  'stop',
  'rebuilt-and-continued-as-new',
  'carried-over',
  'three-days-of-silence',
  'idle-completed',
  'human-answer',
  'summary-fold',
  'run-now',
  'throttled-send',
  'hand-over',
] as const;
export type RecordedName = (typeof RECORDED)[number];

export const readHistory = (name: string): Promise<string> => readFile(join(directory, `${name}.json`), 'utf8');

/** Keeps a history under this name, unless there is one: what was recorded is never recorded again. */
export async function keep(name: RecordedName, history: string): Promise<void> {
  if (existsSync(join(directory, `${name}.json`))) return;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), history);
}

/** @throws DeterminismViolationError when today's workflow would not have done what the history says. */
export const replay = (history: string, bundle: { code: string }): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: bundle }, JSON.parse(history));

export interface HistoryEvent {
  eventType: string;
  [attributes: string]: unknown;
}

export const eventsOf = (history: string): HistoryEvent[] => (JSON.parse(history) as { events: HistoryEvent[] }).events;

/** Who the customers of the recordings are, and what they say: none of it may be found in a history. */
export const CANARY_NAME = 'Zebulon Quackenbush';
export const CANARY_TEXTS = [
  `Hi, my name is ${CANARY_NAME}, how much is a cleaning? My parrot Marzipan waits outside.`,
  'Do you take Delta insurance? I live in Kalamazoo.',
  'And what are your opening hours? Marzipan is getting nervous.',
] as const;
/** A number of its own for each recording. */
export const canaryPhone = (index: number): string => `+17185550${980 + index}`;

/** Words of the customers, and words of the answers they got. */
const CANARIES =
  /zebulon|quackenbush|marzipan|kalamazoo|71855509[89]\d|cleaning|\bdelta\b|insurance|\$120|\$350|parrot/i;

/** Strings of a history that quote someone; also inside payloads. */
export function quotesIn(history: string): string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const inside = /^[\w+/-]+=*$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : '';
      for (const text of [value, inside]) if (CANARIES.test(text)) found.push(text);
    } else if (Array.isArray(value)) value.forEach(look);
    else if (value && typeof value === 'object') Object.entries(value).forEach(look);
  };
  look(JSON.parse(history));
  return found;
}
