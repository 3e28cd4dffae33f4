/** Example messages of the tone, for whoever writes: planning and judging do without (A-ONB-12). */
import { exampleLines } from '../../domain/playbook/examples.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import type { PromptTail } from './prompting.ts';

export const exampleTail = ({ tone }: Pick<Playbook, 'tone'>): PromptTail => [
  { name: 'examples', lines: exampleLines(tone) },
];
