/** Which language of those written in Latin letters a text reads as: by its small words, since script alone cannot tell. */

const SMALL_WORDS: Record<string, string> = {
  en: 'the you your we our us is are was were be and or for with can could have has would will please thanks thank what which when how this that it not to of in on at an my me any here there about',
  es: 'el los las un una que de del por para con usted ustedes nuestro nuestra es son está están hola gracias puede podemos le les su sus qué cuál cuándo cómo muy más hoy mañana día y en al se lo si sí cuesta gusto',
  fr: 'le les des une nous vous votre notre est sont avec pour dans merci bonjour plus très bien et du sur sommes pouvez peut aujourd ravis plaisir quel quelle',
  de: 'der die das den dem und ist sind nicht wir sie ihnen ihr unser mit für von ein eine guten leider aber können kann heute morgen gerne bitte danke welche wann',
  pt: 'os as um uma que do da dos por para com você vocês nosso nossa é são está olá obrigado obrigada pode podemos seu sua qual quando muito mais hoje amanhã dia em não teremos prazer ajudar',
  it: 'il gli una che di del della per con lei nostro nostra è sono buongiorno grazie può possiamo suo sua quale quando molto più oggi domani siamo lieti aiutarla non',
  'hi-en':
    'hai hain ka ki ke aap aapka aapki aapke aapko kya nahi nahin mein hum humara se ko kar karo kare karein karna karenge liye ho hoga bataiye bataye chahiye kaun kaunsa namaste kaise kab raha rahe milega aur dhanyavaad shukriya madad yahan kitna theek accha',
};
const SETS = new Map(Object.entries(SMALL_WORDS).map(([language, words]) => [language, new Set(words.split(' '))]));

/** Small words of each language in the text. */
function counts(text: string): Map<string, number> {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return new Map([...SETS].map(([language, set]) => [language, words.filter(word => set.has(word)).length]));
}

/**
 * The language a text plainly reads as, when that is not the expected one; null when it may be the expected one. A fact
 * quoted in its own language inside a sentence of the expected one passes; so does a text of names and numbers.
 */
export function otherLanguage(text: string, expected: string): string | null {
  const found = counts(text.normalize('NFC'));
  const base = expected === 'hi-en' ? expected : (expected.split('-')[0] ?? expected);
  const own = found.get(base);
  if (own === undefined) return null;
  const [language, score] = [...found].filter(([code]) => code !== base).sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  // Hinglish is full of English words: only a whole English sentence is none of it.
  const least = base === 'hi-en' && language === 'en' ? 4 : 2;
  return score >= least && own * 3 < score ? language : null;
}
