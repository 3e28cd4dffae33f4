/**
 * Everyday ideas and the words for them in English, Spanish, Hinglish and Hindi, so that "cuánto cuesta una limpieza"
 * finds "Cleaning … $120". General vocabulary only: no business, no price, no fact stands here.
 */
import { remembered } from '../prompt/remembered.ts';
import { padded, stem, words } from '../prompt/text.ts';

/** Ideas that say what is asked about a thing, not which thing. */
export const ATTRIBUTES: Record<string, string> = {
  duration:
    'how long|how many hours|how many weeks|how many months|duration|long does|kitna time|kitni der|kitna samay|kitne din|cuanto tiempo|cuanto dura|duracion|कितना समय|कितनी देर|कितने दिन|अवधि',
  price:
    'how much|price|prices|pricing|cost|costs|fee|fees|charge|charges|rate|rates|tariff|tuition|kitna|kitne|kitni|keemat|kimat|daam|paise|precio|precios|cuesta|cuestan|cuanto|coste|costo|tarifa|tarifas|कीमत|कितना|कितने|कितनी|दाम|फीस|शुल्क|रेट|पैसे',
  hours:
    'what time|opening hours|working hours|business hours|hours|open|opening|close|closing|closed|timing|timings|khula|khulta|kab tak|a que hora|horario|horarios|abierto|abren|abre|cierran|cierra|समय|खुला|खुलता|बंद होता',
  location:
    'where|address|location|located|directions|kahan|kaha|pata kya|donde|direccion|ubicacion|ubicados|कहाँ|कहां|पता|लोकेशन',
  refund:
    'refund|refunds|refundable|money back|cancel|cancellation|cancelation|paise wapas|reembolso|cancelacion|cancelar|रिफंड|वापसी|रद्द',
  link: 'link|website|web site|site|url|pagina web|sitio web|वेबसाइट|लिंक',
  contact: 'phone number|email address|contact number|call you|contact|telefono|correo|फोन नंबर|ईमेल',
  discount: 'discount|discounts|offers|deal|promo|coupon|descuento|descuentos|oferta|chhoot|छूट|डिस्काउंट',
  booking:
    'book|booking|appointment|appointments|schedule|reserve|reservation|cita|citas|reservar|reserva|agendar|बुक|अपॉइंटमेंट',
};

/** Things and qualities that come up in many trades. */
export const TOPICS: Record<string, string> = {
  clean: 'clean|cleaning|cleanings|limpieza|limpiezas|safai|saaf|सफाई|क्लीनिंग',
  whiten: 'whitening|whiten|bleaching|blanqueamiento|वाइटनिंग|सफेद',
  tooth: 'tooth|teeth|dental|diente|dientes|muela|daant|dant|दांत|दाँत',
  toothache: 'toothache|tooth ache|tooth pain|dolor de muela|dolor de muelas|daant dard|दांत दर्द|दांत में दर्द',
  pain: 'pain|painful|hurt|hurts|hurting|dard|duele|dolor|doloroso|दर्द',
  insurance: 'insurance|insured|seguro|seguros|bima|बीमा|इंश्योरेंस',
  accept: 'accept|accepts|accepted|take|takes|aceptan|acepta|aceptar|lete|स्वीकार',
  exam: 'exam|examination|checkup|check up|check-up|revision|jaanch|जांच',
  emergency: 'emergency|urgent|emergencia|urgencia|urgente|इमरजेंसी',
  child: 'child|children|kid|kids|nino|ninos|hijo|hijos|bachche|bacche|bachon|बच्चे|बच्चों',
  payment:
    'payment|payments|pay|emi|installment|installments|instalment|instalments|financing|pago|pagos|pagar|cuotas|plazos|kisht|भुगतान|किस्त',
  course: 'course|courses|class|classes|program|programme|batch|curso|cursos|clase|clases|कोर्स|क्लास',
  live: 'live|en vivo|लाइव',
  online: 'online|remote|virtual|en linea|ऑनलाइन',
  beginner: 'beginner|beginners|newbie|starter|principiante|principiantes|naya|शुरुआती',
  trade: 'trading|trade|trader|inversion|ट्रेडिंग',
  certificate: 'certificate|certification|certified|certificado|प्रमाणपत्र|सर्टिफिकेट',
  recording: 'recording|recordings|recorded|grabacion|grabaciones|रिकॉर्डिंग',
  room: 'room|rooms|suite|habitacion|habitaciones|cuarto|kamra|kamre|कमरा|कमरे',
  breakfast: 'breakfast|desayuno|nashta|नाश्ता',
  parking: 'parking|park|estacionamiento|aparcamiento|पार्किंग',
  pet: 'pet|pets|dog|dogs|cat|mascota|mascotas|perro|पालतू',
  pool: 'pool|swimming|piscina|alberca|स्विमिंग',
  wifi: 'wifi|wi-fi|internet|वाईफाई',
  checkin: 'check in|check-in|checkin|entrada|चेक इन',
  checkout: 'check out|check-out|checkout|salida|चेक आउट',
  divorce: 'divorce|divorces|divorcio|talaq|talak|तलाक',
  lawyer: 'lawyer|lawyers|attorney|advocate|abogado|abogados|vakil|वकील',
  consult: 'consultation|consultations|consult|consulta|consultas|paramarsh|परामर्श|सलाह',
  free: 'free|gratis|gratuita|gratuito|muft|मुफ्त|फ्री',
  apartment: 'apartment|apartments|flat|flats|condo|apartamento|apartamentos|departamento|piso|फ्लैट',
  house: 'house|houses|home|villa|casa|casas|ghar|makaan|घर|मकान',
  bedroom: 'bedroom|bedrooms|bhk|bed|dormitorio|dormitorios|recamaras|बेडरूम',
  visit: 'viewing|visit|tour|visita|visitas|विज़िट',
  demo: 'demo|demonstration|trial|demostracion|prueba|डेमो',
  delivery: 'delivery|deliver|shipping|ship|envio|entrega|डिलीवरी',
  experience: 'experience|experiencia|anubhav|tajurba|अनुभव',
  included: 'include|included|includes|including|incluye|incluido|incluida|shamil|शामिल',
  visa: 'visa|visas|वीजा',
  family: 'family|familia|parivar|परिवार',
};

const STOPWORDS = new Set(
  `a an the and or but so of to in on at for from with by as is are am was were be been do does did can could will would should shall may might must
  i you he she it we they me my your our their his her its us them this that these those there here what which who whom when why how any some
  have has had get got give tell know want need like please hi hello hey ok okay yes no not if then than also too very just really about more much many
  hii hlo good morning afternoon evening namaste namaskar नमस्ते नमस्कार buenos buenas dias tardes noches
  i'm i'd i'll it's you're do you don't doesn't what's offer offers provide available let let's one me sir madam thanks thank
  el la los las un una unos unas y o de del al en por para con es son esta estan hay que cual cuales como quien me mi mis su sus te se lo le yo tu usted si no
  quiero quisiera necesito tiene tienen puedo pueden puede hacen hace favor hola gracias
  hai hain ho hoga hogi kya ka ki ke ko se me mein mai main aap ap tum mujhe hum humko mera meri aapka apka apki aapki aapke apke hi bhi to toh aur ya par pe wo woh ye yeh kar karo karna karte karta
  karti chahiye chaiye milega milegi sakte sakta sakti raha rahe rahi tha thi the ji bhai batao bataiye batana bata do dijiye nahi haan
  है हैं हो का की के को से में मैं आप तुम मुझे हम मेरा मेरी आपका आपकी आपके ही भी तो और या पर यह वह ये वो क्या कर करना करते करता करती चाहिए जी एक होता होती होगा
  बताइए बताओ बताएं दीजिए सकते सकता सकती रहा रहे रही था थी थे नहीं हां हाँ`
    .split(/\s+/)
    .flatMap(word => words(word)),
);

interface Entry {
  phrase: string;
  idea: string;
}

function compile(table: Record<string, string>): Entry[] {
  return Object.entries(table).flatMap(([idea, list]) =>
    list.split('|').map(phrase => ({ phrase: padded(phrase), idea })),
  );
}

/** Longest phrases first, so that "how long" is taken before "long". */
const ENTRIES = [...compile(ATTRIBUTES), ...compile(TOPICS)].sort((a, b) => b.phrase.length - a.phrase.length);
const PHRASES = ENTRIES.filter(entry => entry.phrase.trim().includes(' '));
const WORDS = new Map(
  ENTRIES.filter(entry => !entry.phrase.trim().includes(' ')).map(entry => [entry.phrase.trim(), entry.idea]),
);

/** An idea or stem found in a text, with the word that was used for it. */
export interface Term {
  term: string;
  word: string;
}

export function isAttribute(term: string): boolean {
  return Object.hasOwn(ATTRIBUTES, term);
}

export function isStopword(word: string): boolean {
  return STOPWORDS.has(word);
}

/** `cleanng` for `cleaning`: one letter missing or doubled in a long word. A changed letter may be another word. */
const misspelt = remembered((word: string): string | undefined => {
  if (word.length < 6) return undefined;
  for (const [known, idea] of WORDS) {
    const [long, short] = known.length > word.length ? [known, word] : [word, known];
    if (short.length < 6 || long.length - short.length !== 1) continue;
    let at = 0;
    while (at < short.length && long[at] === short[at]) at++;
    if (long.slice(at + 1) === short.slice(at) && stem(long) !== stem(short)) return idea;
  }
  return undefined;
});

/** The content terms of a text in order: ideas where a word is known, else stems; stop words left out. */
export const termsOf = remembered((text: string): readonly Term[] => {
  let rest = padded(text);
  const found: Term[] = [];
  for (const { phrase, idea } of PHRASES) {
    if (rest.includes(phrase)) {
      found.push({ term: idea, word: phrase.trim() });
      rest = rest.replaceAll(phrase, ' ');
    }
  }
  for (const word of rest.trim().split(/\s+/)) {
    if (word === '') continue;
    const idea = WORDS.get(word) ?? (STOPWORDS.has(word) ? undefined : misspelt(word));
    if (idea !== undefined) found.push({ term: idea, word });
    else if (!STOPWORDS.has(word)) found.push({ term: stem(word), word });
  }
  return found;
});

export function termSet(text: string): Set<string> {
  return new Set(termsOf(text).map(term => term.term));
}
