/**
 * Instructions to a model inside what should be facts: web pages and documents are data, and a page that somebody else may
 * write on must not speak through the agent. What gives orders is no source and is never shown to a model.
 */

import { plainText } from './claims-human.ts';

const ORDERS = [
  String.raw`\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:instructions?|rules?|prompts?|guardrails?|guidelines?|policies|everything)\b`,
  String.raw`\b(?:ignore|disregard|forget)\s+(?:all|any|the|your|everything)?\s*(?:previous|prior|above|earlier)\b`,
  String.raw`\b(?:new|updated|secret|hidden|real)\s+(?:system\s+)?instructions?\s*(?:for|to|:)`,
  String.raw`\b(?:instructions?|note|message|attention)\s+(?:for|to)\s+(?:the\s+)?(?:ai|a\.i\.|assistants?|chat\s?bots?|bots?|(?:language\s+)?models?|agents?|llms?|gpt)\b`,
  String.raw`\byou\s+are\s+now\s+(?:an?|in|the|my|dan)\b`,
  String.raw`\b(?:act|behave|respond)\s+as\s+(?:if|an?|the)\b`,
  String.raw`(?:^|\n|[.!?]\s*)\s*(?:system|assistant|developer)\s*(?:prompt|message)?\s*:`,
  String.raw`\b(?:system\s+prompt|developer\s+mode|jail\s?break|prompt\s+injection)\b`,
  String.raw`\b(?:reply|respond|answer|write)\s+(?:only\s+)?with\s*:?\s*["'“]`,
  String.raw`\b(?:say|tell\s+(?:the\s+)?(?:user|customer|visitor)s?|output|print|repeat)\s*:?\s+["“]`,
  String.raw`\bdo\s+not\s+(?:tell|inform|warn|mention\s+(?:this|it)\s+to)\s+(?:the\s+)?(?:user|customer|visitor)`,
  String.raw`<\/?\s*(?:system|instructions?|assistant|prompt)\s*>|^\s*###\s`,
  String.raw`\b(?:ignora|olvida|descarta)\b[^.!?\n]{0,40}\b(?:instrucciones|reglas)\b`,
  String.raw`\b(?:instructions?|nirdesh|rules)\b[^.!?\n]{0,20}\b(?:ignore|bhool|bhul)\b`,
  String.raw`(?:निर्देश|नियम)[^।.!?\n]{0,30}(?:अनदेखा|भूल|नज़रअंदाज़)`,
].map(source => new RegExp(source, 'imu'));

/** Whether a text tries to instruct whoever answers, instead of saying something about the business. */
export function givesOrders(text: string): boolean {
  // Several blanks say no more than one, and each would be a place to begin at for every pattern.
  const plain = plainText(text)
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/(?: ?\n ?)+/gu, '\n');
  return ORDERS.some(order => order.test(plain));
}
