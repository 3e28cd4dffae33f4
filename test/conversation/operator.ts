/** A member of the demo organization at the api, as the admin UI is one: signed in, over HTTP, with every documented endpoint. */
import { endpoints } from '../../api/endpoints.ts';
import { post, startApi } from '../../api/testing/server.ts';
import type { Core } from '../support/core.ts';

/** The core must be started with it: api and core share the record and its keys. */
export const OPERATOR_KEY = Buffer.alloc(32, 7);

export interface Answer {
  status: number;
  /** What was answered, or the problem document of a refusal. */
  body: Record<string, unknown>;
}

export interface Operator {
  /** POSTs below /api/v1. */
  act(path: string, body?: object): Promise<Answer>;
  /** The same act twice at the same moment; statuses in ascending order. */
  twice(path: string, body?: object): Promise<number[]>;
  stop(): Promise<void>;
}

/** @param core started with `masterKey: OPERATOR_KEY`, on the same database. */
export async function startOperator(core: Core, databaseUrl: string): Promise<Operator> {
  const { clock, media, log } = core.ports;
  const { starters, codec } = core;
  const api = await startApi(databaseUrl, {
    endpoints,
    services: { clock, media, log, starters, codec, demo: false },
  });
  const cookie = await api.as('AGENT', core.orgId);
  const act = async (path: string, body: object = {}): Promise<Answer> => {
    const response = await post(`${api.url}/api/v1${path}`, cookie, body);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  return {
    act,
    twice: async (path, body) =>
      (await Promise.all([act(path, body), act(path, body)])).map(answer => answer.status).sort(),
    stop: () => api.stop(),
  };
}
