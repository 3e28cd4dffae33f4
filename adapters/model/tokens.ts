/** Counts tokens as the models do (o200k). Customers may write anything, the markers of a model's own protocol included: here they are words. */
import { countTokens } from 'gpt-tokenizer';
import { remembering } from '../../domain/agent/token-count.ts';

const NOTHING_SPECIAL = { disallowedSpecial: new Set<string>() };

export const createTokenCounter = (): ((text: string) => number) =>
  remembering(text => countTokens(text, NOTHING_SPECIAL));
