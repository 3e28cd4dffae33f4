/** Everything a call to the model can meet, at each step of a turn: once, so that trying again helps, and for ever. */
import type { Mode } from '../../simulators/model/faults/modes.ts';
import type { SendRecord } from '../../simulators/whatsapp/records.ts';
import { spread, type Trial } from './trials.ts';

const MODES: { name: string; mode: Mode }[] = [
  { name: 'timeout', mode: 'hang' },
  { name: '429', mode: 'rate_limit' },
  { name: '500', mode: 'server_error' },
  { name: 'garbage', mode: 'garbage_json' },
];
const ROLES = ['extraction', 'plan', 'written'];

const CELLS = MODES.flatMap(mode =>
  ROLES.flatMap(role =>
    ['once', 'for ever'].map(often => ({ ...mode, role, often, cell: `model/${mode.name} of ${role} ${often}` })),
  ),
);
export const modelCells = (): string[] => CELLS.map(({ cell }) => cell);

const TAKEN_OVER = 13;
/** What garbage begins with, and what no text for a customer holds. */
const RAW = /Here is the JSON|[{}]|"text"/;
const PRICE = /\$\d/;

export function modelTrials(count: number, wanted: (cell: string) => boolean, seed: number): Trial[] {
  const cells = CELLS.filter(({ cell }) => wanted(cell));
  return spread(cells, count).map(({ mode, role, often, cell }, index) => {
    // Not a word of the question's own: the fault strikes this conversation's calls and no other's.
    const mark = `ref ${seed}-${index}.`;
    return {
      cell,
      text: `How much is a cleaning? ${mark}`,
      mayBeUnknown: false,
      takenOver: index % TAKEN_OVER === TAKEN_OVER - 1,
      prepare: ({ phone }) =>
        phone.addModelFault({
          mode,
          role,
          contains: mark,
          ...(often === 'once' ? { times: 1 } : {}),
          ...(mode === 'rate_limit' ? { params: { retryAfterSeconds: 1 } } : {}),
        }),
      check: sends => expected(often === 'once', sends),
    };
  });
}

function expected(once: boolean, sends: SendRecord[]): string[] {
  const problems: string[] = [];
  const [send] = sends;
  if (send && RAW.test(send.text))
    problems.push(`the customer got what the model had spoilt: ${send.text.slice(0, 80)}`);
  if (once && !PRICE.test(send?.text ?? ''))
    problems.push(`the answer names no price although the model recovered: ${send?.text.slice(0, 80) ?? 'no answer'}`);
  return problems;
}
