/** STOP and START, matched in code before any model sees the message (X-OPTOUT, A-GUARD-2). */

/** Whole-message words; per language. Compared after folding case, accents and punctuation. */
const STOP_WORDS = new Set([
  'stop',
  'stop all',
  'stop it',
  'stop this',
  'stop now',
  'stop promotions',
  'please stop',
  'please stop this',
  'stop please',
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
  'arret',
  'arreter',
  'desabonner',
  'abmelden',
  'stopp',
]);
const START_WORDS = new Set(['start', 'unstop', 'subscribe', 'resume', 'shuru karo', 'शुरू करो', 'alta', 'empezar']);

/** What turns a wish into its opposite ("please don't stop texting me") or a mention ("why did you stop sending …", "I quit"). */
const NOT = String.raw`(?<!\b(?:dont|not|never|didnt|wont)\s(?:you\s|to\s|ever\s|want\sto\s|wish\sto\s|mean\sto\s)?)`;
const MENTION = String.raw`(?<!\b(?:cant|i|we|they|he|she|(?:did|do|does|have|has|had)\syou)\s)`;
/** "Don't text me before noon" asks for another time. */
const ANOTHER_TIME = String.raw`(?!\s(?:before|after|until|till|between|during|while|today|tomorrow|tonight|yet|so\s|too\s|at\s|on\s(?:my\s)?(?:mon|tue|wed|thu|fri|sat|sun|week)))`;

/** Phrases that count inside a longer message: an unmistakable wish, not a mention ("stop by your office"). */
const STOP_PHRASES = [
  String.raw`${NOT}${MENTION}\b(?:stop|quit)\s(?:sending|messaging|texting|contacting|spamming|writing)\s(?:me|us|this|these|those|them|messages|texts|ads|promotions|to\s(?:me|us))\b`,
  String.raw`${NOT}${MENTION}\b(?:stop|quit)\s(?:sending|messaging|texting|contacting|spamming)$`,
  String.raw`${NOT}\bunsubscribe\b(?!\sfrom\s(?!this|these|your|the|all|here|any))`,
  String.raw`${NOT}\bopt\s?(?:me\s)?out\b(?=$|\snow\b|\splease\b|\s(?:of|from)\s(?:this|these|your|the|all|any|future|further)?\s?(?:messages|texts|marketing|promotions|list|updates|this|these)\b)`,
  String.raw`\b(?:do\snot|dont|never)\s(?:message|text|contact|write\sto|write)\sme\b${ANOTHER_TIME}`,
  String.raw`\b(?:take|remove)\sme\s(?:off|from)\s(?:of\s)?(?:your|the|this)\s(?:\w+\s)?list\b`,
].map(source => new RegExp(source));

export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[\p{Cf}'‘’ʼ`´]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** 'stop', 'start' or null. A line of its own inside a longer message counts too ("ok thanks\nSTOP"). */
export function optOutWord(text: string | null): 'stop' | 'start' | null {
  if (!text) return null;
  const lines = text.split(/[\n.!?।]+/).map(foldText);
  const whole = foldText(text);
  if (STOP_WORDS.has(whole) || lines.some(line => STOP_WORDS.has(line))) return 'stop';
  if ([whole, ...lines].some(part => STOP_PHRASES.some(phrase => phrase.test(part)))) return 'stop';
  if (START_WORDS.has(whole)) return 'start';
  return null;
}
