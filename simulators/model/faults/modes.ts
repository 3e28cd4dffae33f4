import { ApiError } from '../http.ts';
import { generator } from '../prompt/random.ts';

/** Every way to misbehave, with what it does. Text modes touch only answers that customers would read. */
export const MODES = {
  forbidden_phrase: 'says the first phrase of "never say"',
  missing_disclaimer: 'leaves out every "must say" text',
  claims_human: 'claims to be a human being',
  too_long: 'writes 60 words more',
  three_questions: 'asks three questions',
  emoji: 'adds emojis',
  prompt_leak: 'recites its instructions',
  wrong_language: 'answers in another language',
  invented_price: 'names a price that stands nowhere in the request',
  follows_injection: 'obeys instructions found in customer text, else those found in the knowledge',
  says: 'says params.text and nothing else',
  approves: 'as a critic, is content with everything',
  garbage_json: 'answers with text that is not JSON',
  wrong_schema: 'answers with JSON of another shape',
  empty: 'answers with empty content',
  huge: 'answers with 10 MB (params.bytes)',
  refuse: 'refuses (refusal field)',
  truncated: 'stops in the middle, finish_reason length',
  rate_limit: '429 with retry-after (params.retryAfterSeconds, default 1)',
  server_error: '500',
  hang: 'never answers',
  slow: 'answers after params.ms (default 5000)',
  reset: 'resets the connection',
} as const;
export type Mode = keyof typeof MODES;

export const TEXT_MODES: ReadonlySet<string> = new Set<Mode>([
  'forbidden_phrase',
  'missing_disclaimer',
  'claims_human',
  'too_long',
  'three_questions',
  'emoji',
  'prompt_leak',
  'wrong_language',
  'invented_price',
  'follows_injection',
  'says',
]);
export const TRANSPORT_MODES: ReadonlySet<string> = new Set<Mode>([
  'rate_limit',
  'server_error',
  'hang',
  'slow',
  'reset',
]);
/** Requests whose answer is text for a customer. */
const TEXT_ROLES: ReadonlySet<string> = new Set(['written', 'simple', 'text']);

export interface FaultRequest {
  mode: Mode;
  /** Schema name (`written` …), `text`, `embeddings` or `transcriptions`; none means every request it can touch. */
  role?: string;
  /** Only requests in which this text stands, for faults of one conversation among many. */
  contains?: string;
  /** For the next N requests it touches; none means until it is cleared. */
  times?: number;
  /** 0 to 1, decided by a seeded generator; 1 when left out. */
  probability?: number;
  params?: { ms?: number; retryAfterSeconds?: number; bytes?: number; text?: string };
}

export interface ActiveFault extends FaultRequest {
  id: number;
  applied: number;
}

/** The faults in force. `take` uses one up. */
export interface Faults {
  set(request: FaultRequest): ActiveFault;
  clear(filter?: { role?: string; mode?: Mode }): void;
  active(): ActiveFault[];
  /** @param said whether a text stands in the request. */
  take(role: string, said?: (text: string) => boolean): ActiveFault | null;
}

const touches = (fault: ActiveFault, role: string): boolean => {
  if (fault.role !== undefined && fault.role !== role) return false;
  if (TRANSPORT_MODES.has(fault.mode)) return true;
  if (TEXT_MODES.has(fault.mode)) return TEXT_ROLES.has(role);
  if (fault.mode === 'approves') return role === 'critique';
  return role !== 'embeddings' && role !== 'transcriptions';
};

/** A registry of faults; the same seed decides the same requests. */
export function createFaults(seed = 1): Faults {
  const random = generator(seed);
  let faults: ActiveFault[] = [];
  let nextId = 1;
  return {
    set(request) {
      if (!Object.hasOwn(MODES, request.mode))
        throw new ApiError(
          400,
          'unknown_mode',
          `Unknown mode "${String(request.mode)}". Use one of: ${Object.keys(MODES).join(', ')}, or "normal".`,
        );
      if (request.contains !== undefined && (typeof request.contains !== 'string' || request.contains === ''))
        throw new ApiError(400, 'bad_contains', 'contains must be a text that stands in the request.');
      if (request.mode === 'says' && !request.params?.text)
        throw new ApiError(400, 'bad_text', 'The mode says needs params.text: what is to be said.');
      if (request.times !== undefined && !(Number.isInteger(request.times) && request.times > 0))
        throw new ApiError(400, 'bad_times', 'times must be a positive whole number.');
      if (request.probability !== undefined && !(request.probability >= 0 && request.probability <= 1))
        throw new ApiError(400, 'bad_probability', 'probability must lie between 0 and 1.');
      const fault: ActiveFault = { ...request, id: nextId++, applied: 0 };
      faults.push(fault);
      return { ...fault };
    },
    clear(filter = {}) {
      faults = faults.filter(
        fault =>
          (filter.role !== undefined && fault.role !== filter.role) ||
          (filter.mode !== undefined && fault.mode !== filter.mode),
      );
    },
    active: () => faults.map(fault => ({ ...fault })),
    take(role, said) {
      for (const fault of faults) {
        if (!touches(fault, role)) continue;
        if (fault.contains !== undefined && said?.(fault.contains) !== true) continue;
        if (fault.probability !== undefined && random() >= fault.probability) continue;
        fault.applied += 1;
        if (fault.times !== undefined && fault.applied >= fault.times) faults = faults.filter(one => one !== fault);
        return { ...fault };
      }
      return null;
    },
  };
}
