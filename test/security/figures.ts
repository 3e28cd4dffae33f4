/** Figures of a run, for the summary of `npm run security`. */
import { appendFileSync } from 'node:fs';
import { long } from '../support/size.ts';
import { setting } from '../support/tools.ts';

/** Notes a figure; nothing happens outside `npm run security`. */
export function figure(name: string, value: number | string): void {
  const file = setting('figures');
  if (file) appendFileSync(file, `${JSON.stringify({ name, value })}\n`);
}

/** Whether the long form was asked for. */
export const longForm = (): boolean => long;

/** What a test of the long form may take. */
export const LONG_MS = 20 * 60_000;
