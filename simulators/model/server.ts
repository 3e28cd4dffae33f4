import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CREATED, MODEL, sendCompletion, speak } from './endpoints/completions.ts';
import { embeddings } from './endpoints/embeddings.ts';
import { readAsk } from './endpoints/messages.ts';
import { transcriptions } from './endpoints/transcriptions.ts';
import { type ActiveFault, createFaults, type FaultRequest, type Faults, MODES, type Mode } from './faults/modes.ts';
import { actOut, pause } from './faults/transport.ts';
import { ApiError, parseJson, readBody, sendError, sendJson } from './http.ts';
import { page } from './page.ts';
import { hash32 } from './prompt/random.ts';
import { createRecords, type RequestRecord } from './records.ts';

export interface ModelSimulatorOptions {
  host?: string;
  /** 0 picks a free port. */
  port?: number;
  /** When set, requests under /v1 need `Authorization: Bearer <key>`. */
  apiKey?: string;
  /** Delay of every answer in milliseconds; a range is drawn from the seed and the request. */
  latencyMs?: number | { min: number; max: number };
  seed?: number;
  /** How many requests are remembered; 200 when left out. */
  keepRequests?: number;
}

export interface ModelSimulator {
  /** Base address for OpenAI clients, ending in /v1. */
  url: string;
  port: number;
  requests: readonly RequestRecord[];
  faults: Faults;
  close(): Promise<void>;
}

const MODELS = [MODEL, 'parley-demo-embedding', 'parley-demo-transcribe'].map(id => ({
  id,
  object: 'model',
  created: CREATED,
  owned_by: 'parley-demo',
}));

/** Starts the simulator and resolves when it listens. Rejects when the port is taken. */
export async function startModelSimulator(options: ModelSimulatorOptions = {}): Promise<ModelSimulator> {
  const { host = '127.0.0.1', port = 0, apiKey, latencyMs = 0, seed = 1 } = options;
  const faults = createFaults(seed);
  const records = createRecords(options.keepRequests ?? 200);
  const closing = new AbortController();
  let url = '';

  function authorize(req: IncomingMessage): void {
    if (apiKey === undefined) return;
    const given = Buffer.from(req.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${apiKey}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new ApiError(
        401,
        'invalid_api_key',
        'Incorrect API key: send the key the simulator was started with as "Authorization: Bearer …".',
      );
  }

  function delayFor(body: Buffer): number {
    if (typeof latencyMs === 'number') return latencyMs;
    const share = hash32(body.subarray(0, 20_000).toString('latin1'), seed) / 0xffffffff;
    return Math.round(latencyMs.min + share * (latencyMs.max - latencyMs.min));
  }

  /** One request under /v1: fault, delay, answer, record. */
  async function serve(
    res: ServerResponse,
    path: string,
    role: string,
    raw: Buffer,
    body: Record<string, unknown> | null,
    reply: (fault: ActiveFault | null) => string | null,
  ): Promise<void> {
    const startedAt = performance.now();
    // As bytes: looking for a string that ends in half of a surrogate pair ends the process (Node 24).
    const fault = faults.take(role, text => raw.includes(Buffer.from(text)));
    let answer: string | null = null;
    let status: number | null = null;
    try {
      await pause(delayFor(raw), closing.signal);
      if (!(await actOut(fault, res, closing.signal))) answer = reply(fault);
    } catch (error) {
      status = error instanceof ApiError ? error.status : 500;
      throw error;
    } finally {
      const model = typeof body?.model === 'string' ? body.model : '';
      records.add({
        path,
        role,
        model,
        status: status ?? (answer === null ? 0 : 200),
        fault: fault?.mode ?? null,
        durationMs: Math.round(performance.now() - startedAt),
        body,
        answer,
      });
    }
  }

  async function v1(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    authorize(req);
    if (req.method === 'GET' && path === '/v1/models') return sendJson(res, 200, { object: 'list', data: MODELS });
    const one = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
    if (req.method === 'GET' && one !== undefined) {
      const model = MODELS.find(known => known.id === decodeURIComponent(one));
      if (!model)
        throw new ApiError(
          404,
          'model_not_found',
          `There is no model "${one}": the simulator has ${MODELS.map(known => known.id).join(', ')}.`,
        );
      return sendJson(res, 200, model);
    }
    if (req.method !== 'POST') throw new ApiError(404, 'not_found', `The simulator has no ${req.method} ${path}.`);
    const raw = await readBody(req);
    switch (path) {
      case '/v1/chat/completions': {
        const body = parseJson(raw);
        const ask = readAsk(body);
        return serve(res, path, ask.role ?? 'text', raw, body, fault => {
          const spoken = speak(ask, body, fault);
          sendCompletion(res, ask, body, spoken);
          return spoken.content ?? spoken.refusal ?? '';
        });
      }
      case '/v1/embeddings': {
        const body = parseJson(raw);
        return serve(res, path, 'embeddings', raw, body, () => {
          const value = embeddings(body);
          sendJson(res, 200, value);
          return '';
        });
      }
      case '/v1/audio/transcriptions':
        return serve(res, path, 'transcriptions', raw, null, () => {
          const { json, text } = transcriptions(raw, req.headers['content-type']);
          if (json) sendJson(res, 200, json);
          else res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
          return text;
        });
      default:
        throw new ApiError(
          404,
          'not_found',
          `The simulator has no POST ${path}: use chat/completions, embeddings or audio/transcriptions.`,
        );
    }
  }

  async function control(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    if (req.method === 'GET' && path === '/_sim/modes')
      return sendJson(res, 200, { modes: MODES, active: faults.active() });
    if (req.method === 'GET' && path === '/_sim/requests') return sendJson(res, 200, { requests: records.list });
    if (req.method === 'POST' && path === '/_sim/mode') {
      const body = parseJson(await readBody(req));
      if (body.mode === 'normal') faults.clear(typeof body.role === 'string' ? { role: body.role } : {});
      else faults.set(body as unknown as FaultRequest & { mode: Mode });
      return sendJson(res, 200, { active: faults.active() });
    }
    throw new ApiError(404, 'not_found', 'Use POST /_sim/mode, GET /_sim/modes or GET /_sim/requests.');
  }

  const server = createServer((req, res) => {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    const handle = async (): Promise<void> => {
      if (path.startsWith('/v1/')) return v1(req, res, path);
      if (path.startsWith('/_sim/')) return control(req, res, path);
      if (path === '/healthz') return sendJson(res, 200, { ok: true });
      if (path === '/') {
        res
          .writeHead(200, {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
          })
          .end(page(url, records.list, faults));
        return;
      }
      throw new ApiError(404, 'not_found', `There is nothing at ${path}: the base address is ${url}.`);
    };
    handle().catch(error => sendError(res, error));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const bound = server.address() as AddressInfo;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}/v1`;
  return {
    url,
    port: bound.port,
    requests: records.list,
    faults,
    async close() {
      closing.abort();
      const done = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeAllConnections();
      await done;
    },
  };
}
