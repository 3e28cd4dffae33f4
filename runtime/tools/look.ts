/** What is here and what would have to be got, without getting anything: for `doctor`. */
import { lookForChromium } from './chromium.ts';
import { lookForPostgresServer } from './postgres-server.ts';
import { lookForTemporalCli } from './temporal-cli.ts';
import { lookForTimeSkippingServer } from './time-skipping-server.ts';
import type { Look, ToolOptions } from './tool.ts';

export interface ToolLook extends Look {
  name: string;
  /** Needed to run Parley, or only by its tests. */
  for: 'start' | 'tests';
}

export interface LookOptions extends ToolOptions {
  temporalAddress?: string | undefined;
  temporalCli?: string | undefined;
  timeServer?: string | undefined;
  chromium?: string | undefined;
  databaseUrl?: string | undefined;
}

export async function lookAtTools(options: LookOptions): Promise<ToolLook[]> {
  return [
    {
      name: 'Temporal dev server',
      for: 'start',
      ...(await lookForTemporalCli({ ...options, address: options.temporalAddress, binary: options.temporalCli })),
    },
    { name: 'Postgres with pgvector', for: 'tests', ...(await lookForPostgresServer(options)) },
    {
      name: 'Temporal time-skipping server',
      for: 'tests',
      ...(await lookForTimeSkippingServer({ ...options, binary: options.timeServer })),
    },
    { name: 'browser', for: 'tests', ...(await lookForChromium({ ...options, binary: options.chromium })) },
  ];
}
