/** STOP and START, matched in code before any model sees the message (X-OPTOUT, A-GUARD-2). */

/** Whole-message words; per language. Compared after folding case, accents and punctuation. */
const STOP_WORDS = new Set([
  'stop',
  'stop all',
  'stopall',
  'unsubscribe',
  'unsubscribe me',
  'opt out',
  'optout',
  'remove me',
  'cancel subscription',
  'end messages',
  'no more messages',
  'stop messaging me',
  'do not message me',
  'dont message me',
  'do not contact me',
  'dont contact me',
  'quit',
  'band karo',
  'band kar do',
  'band kare',
  'message mat karo',
  'message mat bhejo',
  'mat bhejo',
  'बंद करो',
  'बंद करें',
  'संदेश मत भेजो',
  'मैसेज मत करो',
  'baja',
  'darme de baja',
  'alto',
  'no mas mensajes',
  'parar',
  'arreter',
  'desabonner',
  'abmelden',
  'stopp',
]);
const START_WORDS = new Set(['start', 'unstop', 'subscribe', 'resume', 'shuru karo', 'शुरू करो', 'alta', 'empezar']);

/** Phrases that count inside a longer message: an unmistakable wish, not a mention ("stop by your office"). */
const STOP_PHRASES = [
  /\b(?:please\s+)?(?:stop|quit)\s+(?:sending|messaging|texting|contacting|writing)(?:\s+(?:me|us))?\b/,
  /\b(?:unsubscribe|opt\s*out)\b(?:\s+me)?/,
  /\b(?:do\s+not|dont|never)\s+(?:message|text|contact|write\s+to)\s+me\b/,
  /\b(?:take|remove)\s+me\s+(?:off|from)\s+(?:your|the|this)\s+list\b/,
];

export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** 'stop', 'start' or null. A line of its own inside a longer message counts too ("ok thanks\nSTOP"). */
export function optOutWord(text: string | null): 'stop' | 'start' | null {
  if (!text) return null;
  const lines = text.split(/[\n.!?]+/).map(foldText);
  const whole = foldText(text);
  if (STOP_WORDS.has(whole) || lines.some(line => STOP_WORDS.has(line))) return 'stop';
  if (STOP_PHRASES.some(phrase => phrase.test(whole))) return 'stop';
  if (START_WORDS.has(whole)) return 'start';
  return null;
}
