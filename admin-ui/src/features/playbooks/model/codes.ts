/** Words for choices that are told by their own names. */

import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const CODE_WORDS: Record<string, string> = {
  formal: t('formal'),
  professional: t('professional'),
  casual: t('casual'),
  soft: t('soft'),
  moderate: t('moderate'),
  firm: t('firm'),
  auto: t('auto'),
  soft_ping: t('soft ping'),
  clarification: t('clarification'),
  exit: t('exit'),
};
/** A choice that needs no explanation, for the middle of a sentence. */
export const codeWord = (code: string): string => CODE_WORDS[code] ?? words(code);
/** Where such choices stand; elsewhere a text is a text. */
export const CODED = /^tone\.(formality|persuasion)$|^checklist\.\d+\.type$|^followUp\.ladder\.\d+\.message$/;
