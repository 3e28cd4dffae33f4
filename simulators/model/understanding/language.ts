import { phrases, words } from '../prompt/text.ts';

export interface Detected {
  /** BCP 47, or `hi-en` for Hinglish. */
  code: string;
  confidence: number;
  /** False when nothing in the text tells its language ("ok", "120"). */
  certain: boolean;
}

const MARKERS: Record<string, Set<string>> = {};
function markers(code: string, list: string): void {
  MARKERS[code] = new Set(list.split(/\s+/).flatMap(word => words(word)));
}

markers(
  'en',
  `the is are was what how much many do does you your i i'm my me it it's and or for to of can could would please want need with when where which
  who why have has this that there will not don't at on in be from we our they yes no too so but if hello hi hey thanks thank good morning afternoon evening tomorrow today book
  person talk price cost take stop expensive about actually sorry meant was now call interested looking`,
);
markers(
  'es',
  `hola buenos buenas dias tardes noches gracias por favor cuanto cuanta cuesta cuestan precio quiero quisiera necesito tiene tienen puedo puede pueden
  el la los las un una de del que es esta estan para con como donde cuando mi me si y en muy caro manana hoy lunes martes miercoles jueves viernes sabado domingo hablar persona
  cita seguro hay usted ustedes le lo se aceptan limpieza tambien pero dime digame vale soy llamo`,
);
markers(
  'hi-en',
  `hai hain kya kyu kyun kaise kab kahan kaha kitna kitne kitni mujhe mujhko hume chahiye chaiye nahi nahin haan ji aap ap aapka apka apki aapki mera meri mere ka ki ke ko se mein
  bhai yaar kal aaj parso karna karo karta karte karunga karungi raha rahi rahe hoga hogi ho toh bahut bohot accha acha theek thik paise paisa mehnga mehenga batao bataiye bata dijiye
  abhi baad subah shaam dopahar baje naam hun hoon koi kuch sab log wala wali liye milega sakta sakte sakti lekin par aur kar namaste shukriya dhanyavad dard sochna samajh`,
);
markers(
  'fr',
  `bonjour merci je vous le les des une est combien pour avec et dans quel quelle prix voudrais demain s'il plait oui non pas mais tarif`,
);
markers(
  'de',
  `hallo danke ich sie der die das ist wie viel kostet und mit fur nicht ein eine bitte mochte morgen heute preis konnen haben gibt`,
);
markers(
  'pt',
  `ola obrigado obrigada quanto custa voce quero preciso uma um para com nao sim amanha hoje preco tem vocês por isso eu`,
);

const SCRIPTS: [RegExp, string][] = [
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Tamil}/gu, 'ta'],
  [/\p{Script=Bengali}/gu, 'bn'],
];

const NEUTRAL = phrases('ok|okay|no|hotel|total|a|se|me|to|par|do|main|kal|son').map(phrase => phrase.trim());

/** Which language a text is written in; `certain` is false where nothing tells. */
export function detectLanguage(text: string): Detected {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return { code: 'en', confidence: 0.3, certain: false };
  for (const [pattern, code] of SCRIPTS) {
    const share = (text.match(pattern)?.length ?? 0) / letters;
    if (share > 0.3) return { code, confidence: Math.min(0.99, 0.7 + share * 0.29), certain: true };
  }
  const list = words(text);
  const scores = Object.entries(MARKERS).map(([code, set]) => {
    const hits = list.filter(word => set.has(word)).map(word => (NEUTRAL.includes(word) ? 0.4 : 1));
    return { code, hits: hits.reduce<number>((sum, weight) => sum + weight, 0) };
  });
  if (/[¿¡ñ]/.test(text)) for (const score of scores) if (score.code === 'es') score.hits += 2;
  scores.sort((a, b) => b.hits - a.hits);
  const [best, second] = scores;
  if (!best || best.hits < 0.9) return { code: 'en', confidence: 0.4, certain: false };
  const margin = (best.hits - (second?.hits ?? 0)) / Math.max(1, best.hits);
  const confidence = Math.min(0.98, 0.55 + 0.3 * margin + 0.03 * Math.min(4, best.hits));
  return { code: best.code, confidence: Math.round(confidence * 100) / 100, certain: margin > 0 };
}
