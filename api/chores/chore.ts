/** What is done beside requests, again and again: each is one round, and costs nothing while there is nothing to do. */
import type { ApiServices } from '../endpoint.ts';

export type ChoreServices = Pick<ApiServices, 'db' | 'clock' | 'log' | 'keyring' | 'complete'>;

export interface Chore {
  name: string;
  /** Pause after a round. */
  idleMs: number;
  /** True when there is more to do right now, null when there was nothing. Two processes may do it at once. */
  round(): Promise<boolean | null>;
}
