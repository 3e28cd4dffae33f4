/** Everything a send can meet at WhatsApp, each with and without the status webhooks that could settle it. */
import type { FaultEffect } from '../../simulators/whatsapp/faults.ts';
import type { SendRecord } from '../../simulators/whatsapp/records.ts';
import type { Found } from './stack/record.ts';
import { SEND_TIMEOUT_MS } from './stack/settings.ts';
import { spread, type Trial } from './trials.ts';

interface Fault {
  name: string;
  /** In turns, where there are several of a kind. */
  effects: FaultEffect[];
  /** Whether it is known that nothing left, so that it is sent again. */
  definite: boolean;
  /** Whether the customer gets it although the answer was lost. */
  accepted: boolean;
}

const FAULTS: Fault[] = [
  {
    name: '429',
    effects: [
      { kind: 'error', code: 130_429 },
      { kind: 'error', code: 131_056 },
    ],
    definite: true,
    accepted: false,
  },
  {
    name: '5xx',
    effects: [500, 502, 503].map(status => ({ kind: 'http', status })),
    definite: false,
    accepted: false,
  },
  {
    name: '5xx after accept',
    effects: [500, 503].map(status => ({ kind: 'accept_then_http', status })),
    definite: false,
    accepted: true,
  },
  { name: 'reset', effects: [{ kind: 'reset' }], definite: false, accepted: false },
  { name: 'reset after accept', effects: [{ kind: 'accept_then_reset' }], definite: false, accepted: true },
  { name: 'timeout', effects: [{ kind: 'hang' }], definite: false, accepted: false },
  {
    name: 'timeout after accept',
    effects: [{ kind: 'accept_then_hang', hangMs: 2 * SEND_TIMEOUT_MS }],
    definite: false,
    accepted: true,
  },
];

const CELLS = FAULTS.flatMap(fault =>
  [true, false].map(statuses => ({
    fault,
    statuses,
    cell: `whatsapp/${fault.name} ${statuses ? 'with status' : 'without status'}`,
  })),
);
export const whatsappCells = (): string[] => CELLS.map(({ cell }) => cell);

/** One in so many is taken over meanwhile. */
const TAKEN_OVER = 11;

export function whatsappTrials(count: number, wanted: (cell: string) => boolean): Trial[] {
  const cells = CELLS.filter(({ cell }) => wanted(cell));
  return spread(cells, count).map(({ fault, statuses, cell }, index) => ({
    cell,
    text: 'How much is a cleaning?',
    mayBeUnknown: !fault.definite,
    takenOver: index % TAKEN_OVER === TAKEN_OVER - 1,
    async prepare({ phone }, to) {
      const effect = fault.effects[Math.floor(index / cells.length) % fault.effects.length];
      if (effect) await phone.addFault({ effect, to, type: 'text', times: 1 });
      if (!statuses) await phone.addFault({ effect: { kind: 'statuses', mode: 'none' }, to });
    },
    check: (sends, found) => expected(fault, statuses, sends, found),
  }));
}

function expected({ definite, accepted }: Fault, statuses: boolean, sends: SendRecord[], found: Found): string[] {
  const [reply] = found.replies;
  const state = reply?.state ?? 'missing';
  const left = definite || accepted ? 1 : 0;
  const problems: string[] = [];
  if (sends.length !== left) problems.push(`the provider accepted ${sends.length} messages instead of ${left}`);
  const settled = definite || (accepted && statuses);
  if (settled !== ['SENT', 'DELIVERED', 'READ'].includes(state)) problems.push(`the reply is ${state}`);
  if (definite && (reply?.attempts ?? 0) < 2) problems.push('the fault never struck');
  return problems;
}
