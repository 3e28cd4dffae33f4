/** Whether a text says one of some words: whole words, however they are written. Pure. */
import { foldText } from '../optout/optout.ts';
import type { KeywordRule } from '../playbook/playbook.ts';

export function says({ match, patterns }: Pick<KeywordRule, 'match' | 'patterns'>, text: string): boolean {
  const said = foldText(text);
  return patterns.some(pattern => {
    const wanted = foldText(pattern);
    if (wanted === '') return false;
    if (match === 'exact') return said === wanted;
    if (match === 'starts_with') return `${said} `.startsWith(`${wanted} `);
    return ` ${said} `.includes(` ${wanted} `);
  });
}
