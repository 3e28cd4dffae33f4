/** Finders for values in customers' words: pure text in, the value as it was said out. */
import { normalize } from '../prompt/text.ts';

export const MONEY =
  /(?:₹|\$|€|£|\brs\.?|\binr|\busd|\beur|\baed|\bgbp|\bsgd|\bmxn|\bcop)\s?\d[\d,.]*(?:\s?(?:k|lakhs?|lacs?|cr(?:ores?)?|million|m)\b)?|\b\d[\d,.]*\s?(?:k\b|lakhs?\b|lacs?\b|crores?\b|rupees\b|rupaye\b|rs\b|dollars?\b|bucks\b|euros?\b|pesos?\b|usd\b|inr\b|thousand\b|million\b|mn\b|aed\b|dirhams?\b|hazaar\b|hazar\b|रुपये|लाख|हज़ार|हजार|करोड़)/giu;

const NOT_NAMES = new Set(
  'not interested looking sorry a the an from here just still going fine good okay ok very so also happy busy your my calling writing asking trying sure interesado de el la un una'.split(
    ' ',
  ),
);

export function findMoney(text: string): string | null {
  const all = [...text.matchAll(MONEY)].map(match => match[0].replace(/[.,]$/, '').trim());
  const now = /\bnow\b|\bahora\b|\bab\b|अब/i.exec(text);
  if (now && all.length > 1) return [...text.slice(now.index).matchAll(MONEY)][0]?.[0].trim() ?? all.at(-1) ?? null;
  return all.at(-1) ?? null;
}

/** A bare number near a word for money: "my budget is around 5000", "was 5000, now 10000". */
export function findBudget(text: string): string | null {
  const money = findMoney(text);
  if (money !== null) return money;
  const n = normalize(text);
  const changed = /\b(?:now|ahora|ab|instead|rather)\D{0,12}(\d[\d,]{2,})|अब\D{0,12}(\d[\d,]{2,})/.exec(n);
  if (changed) return changed[1] ?? changed[2] ?? null;
  const near =
    /(?:\b(?:have|budget|around|about|invest|spend|upto|up to|under|max|capital|afford|mere paas|tengo|presupuesto|pay)\b|बजट|मेरे पास)\D{0,18}(\d[\d,]{2,})/.exec(
      n,
    );
  return near?.[1] ?? null;
}

export function findEmail(text: string): string | null {
  return /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text)?.[0].replace(/\.$/, '') ?? null;
}

export function findPhone(text: string): string | null {
  const match = /(?<![\w@.])\+?\(?\d[\d\s().-]{7,16}\d(?!\w)/.exec(text)?.[0].trim();
  if (!match || /^\d{4}-\d\d-\d\d$/.test(match)) return null;
  const digits = match.replace(/\D/g, '').length;
  return digits >= 9 && digits <= 15 ? match : null;
}

/** A name that the customer says is theirs; `asked` takes a bare reply as a name, too. */
export function findName(text: string, asked: boolean): string | null {
  const said =
    /(?:\bmy name(?:'s| is)|\bname is|\bme llamo|\bmi nombre es|\bmera naam|मेरा नाम)\s+([\p{L}\p{M}'’-]+(?:\s+\p{Lu}[\p{L}\p{M}'’-]+){0,2})/iu.exec(
      text,
    ) ??
    /(?:\b[Ii]['’]?m|\bI am|\bi am|\bThis is|\bthis is|\bSoy|\bsoy|\bMain)\s+(\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?)/u.exec(
      text,
    );
  const name = said?.[1]?.replace(/\s+(hai|है|and|y)$/i, '').trim();
  if (name && !NOT_NAMES.has(normalize(name.split(/\s+/)[0] ?? ''))) return name;
  if (!asked) return null;
  const bare = text
    .trim()
    .replace(/^(it's|its|it is|yes,?|sure,?|hi,?|naam|soy|main|मैं)\s+/i, '')
    .replace(/[.!,]+$/, '')
    .replace(/\s+(here|hai|है)$/i, '');
  return /^\p{L}[\p{L}\p{M}'’-]+(?:\s+\p{L}[\p{L}\p{M}'’.-]*){0,2}$/u.test(bare) && !NOT_NAMES.has(normalize(bare))
    ? bare
    : null;
}

const COUNT =
  '(\\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|uno|dos|tres|cuatro|cinco|seis|ek|do|teen|char|paanch)';

/** `2 guests`, `three nights`, `3 bhk`: the number with its unit. */
export function findCount(text: string, unit: 'people' | 'nights' | 'bedrooms' | 'any', asked: boolean): string | null {
  const units = {
    people: 'people|persons?|guests?|adults?|of us|pax|log|personas|adultos|kids|लोग',
    nights: 'nights?|noches?|raat(?:ein)?|रात',
    bedrooms: 'bed ?rooms?|beds?|bhk|dormitorios?|recamaras|habitaciones|बेडरूम',
    any: '[\\p{L}]+',
  }[unit];
  const n = normalize(text);
  const match = new RegExp(`(?<![\\p{L}\\d])${COUNT}[ -]?(?:${units})(?![\\p{L}])`, 'u').exec(n);
  if (match) return match[0];
  const bare = new RegExp(`^(?:\\s*(?:for|about|just|around|para|we are|it's))?\\s*${COUNT}\\s*[.!]?$`, 'u').exec(n);
  return asked && bare ? (bare[1] ?? null) : null;
}

/** Drops the words people put before a short answer and the marks after it. */
export function tidy(text: string): string {
  let value = text
    .trim()
    .replace(/[.!,;]+$/, '')
    .trim();
  for (let i = 0; i < 4; i++) {
    value = value.replace(
      /^(?:hi|hello|hey|ok|okay|yes|yeah|sure|well|so|um+|actually|sorry|please|just|maybe|it'?s|it is|i'?d like|i would like|i want(?: to)?|i need|i am|i'm|i meant|we need|we want|we are|looking for|interested in|for|about|around|on|a|an|the|some|to get|to book|quiero|quisiera|necesito|mujhe|para|una?)(?:,\s*|\s+)/i,
      '',
    );
  }
  return value.trim();
}
