/** Claims to be a person, in the languages an agent speaks (A-GUARD-3). Denials ("I am not a human") are honest and pass. */

const KIND = String.raw`(?:human(?:\s+being)?|person|man|woman|guy|live\s+agent)\b(?!-)`;
const REAL = String.raw`(?:an?\s+)?(?:(?:real|actual|live|living|genuine)[,\s]+)*`;

const CLAIMS = [
  String.raw`\bi(?:\s+a|')?m\s+(?:just\s+|really\s+|actually\s+|definitely\s+|indeed\s+|truly\s+|only\s+)?${REAL}${KIND}`,
  String.raw`\bi(?:\s+a|')?m\s+real\b(?=\s*(?:[.,!]|$))`,
  String.raw`\b(?:not|no|isn'?t|aren'?t)\s+(?:just\s+)?(?:an?\s+)?(?:(?:chat|ro)?bot|ai|machine|computer|automated)\b`,
  String.raw`\b(?:this\s+is|you(?:'?re|\s+are)\s+(?:now\s+)?(?:talking|speaking|chatting|texting|writing)\s+(?:to|with))\s+${REAL}${KIND}`,
  String.raw`\b(?:human|(?:real|actual|live)\s+person)\s+here\b`,
  String.raw`\b(?:this\s+is|it'?s|i(?:\s+a|')?m|my\s+name\s+is)\s+(?!(?:not|never|no)\b)\p{L}+,?\s+(?:and\s+)?(?:i(?:\s+a|')?m\s+)?${REAL}${KIND}`,
  String.raw`\b(?:an?\s+)(?:real|actual|live|living)\s+${KIND}(?:[^.!?]{0,20})\b(?:typing|writing|answering|speaking|texting)\b`,
  String.raw`\bas\s+an?\s+(?:fellow\s+|real\s+)?(?:human(?:\s+being)?|person|woman|man)(?:\s+myself)?,?\s+i\b`,
  // Spanish, French, German, Portuguese, Italian
  String.raw`(?<!\bno\s+)\bsoy\s+(?:un[ao]?\s+)?(?:human[oa]|persona|hombre|mujer)(?!\p{L})`,
  String.raw`\bno\s+soy\s+(?:un[ao]?\s+)?(?:(?:ro)?bot|ia|inteligencia|m[aá]quina)(?!\p{L})`,
  String.raw`\bje\s+suis\s+(?:bien\s+)?(?:une?\s+)?(?:vraie?\s+)?(?:humaine?|personne|[eê]tre\s+humain)(?!\p{L})`,
  String.raw`\bsuis\s+pas\s+(?:une?\s+)?(?:(?:ro)?bot|ia|machine)(?!\p{L})`,
  String.raw`\bich\s+bin\s+(?:eine?\s+)?(?:echter?\s+)?(?:mensch|person)(?!\p{L})`,
  String.raw`\bich\s+bin\s+keine?\s+(?:(?:chat)?bot|roboter|ki|maschine)(?!\p{L})`,
  String.raw`(?<!(?:n[aã]o|no)\s+)\bsou\s+(?:uma?\s+)?(?:human[oa]|pessoa)(?!\p{L})`,
  String.raw`\bn[aã]o\s+sou\s+(?:uma?\s+)?(?:bot|rob[oôó]|ia|m[aá]quina)(?!\p{L})`,
  String.raw`(?<!\bnon\s+)\bsono\s+(?:una?\s+)?(?:vera?\s+)?(?:uman[oa]|persona|essere\s+umano)(?!\p{L})`,
  String.raw`\bnon\s+sono\s+(?:una?\s+)?(?:(?:ro)?bot|ia|macchina)(?!\p{L})`,
  // Hindi and Hinglish
  String.raw`मैं\s+(?:एक\s+|कोई\s+)?(?:असली\s+)?(?:इंसान|इन्सान|मनुष्य|व्यक्ति)(?!\s*नहीं)`,
  String.raw`मैं\s+(?:असली\s+)(?!\S*\s*नहीं)`,
  String.raw`मैं\s+(?:एक\s+|कोई\s+)?(?:चैट)?(?:बॉट|रोबोट|मशीन|एआई|AI)\s+नहीं`,
  String.raw`\bma(?:i|in|inn)\s+(?:ek\s+|koi\s+)?(?:asli\s+|real\s+)?(?:insaa?n|human|aadmi)\b(?!\s+nah?i)`,
  String.raw`\bma(?:i|in|inn)\s+asli\s+(?:hoo?n|hu)\b`,
  String.raw`\bma(?:i|in|inn)\s+(?:ek\s+|koi\s+)?(?:(?:chat|ro)?bot|ai|machine)\s+nah?i`,
].map(source => new RegExp(source, 'iu'));

/** Invisible characters and look-alike apostrophes may not hide a phrase. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[‘’ʼ`´]/g, "'");

export function claimsHuman(text: string): boolean {
  const plain = plainText(text).normalize('NFC');
  return CLAIMS.some(claim => claim.test(plain));
}
