import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { type Playbook, playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { claimsHuman } from './claims-human.ts';
import { unsourcedPrices } from './prices.ts';
import { checkText, countEmoji, countQuestions, countWords, missingDisclaimers, prose } from './text-rules.ts';

const dental = playbookSchema.parse(dentalClinic);
const tone = (patch: Partial<typeof dental.tone>) => ({ ...dental, tone: { ...dental.tone, ...patch } });
const facts = JSON.stringify(dental);
const broken = (text: string, context: Partial<Parameters<typeof checkText>[2]> = {}, playbook = dental) =>
  checkText(text, playbook, { sources: facts, language: 'en', ...context })
    .filter(rule => !rule.passed)
    .map(rule => rule.rule);

describe('A-GUARD-3: never claims to be human', () => {
  it.each([
    'I am a human.',
    "I'm human",
    'I’m a real person',
    'Im a person',
    'I am an actual human being',
    'I am actually a real live person!',
    "Don't worry, I'm not a bot.",
    'I am not an AI',
    'Not a robot, promise',
    'This is not a chatbot',
    "I'm real.",
    'You are talking to a real person',
    "You're chatting with a human",
    'This is a real person',
    'Real person here!',
    'As a human, I know how that feels',
    "I'm a woman",
    'I am a live agent',
    'I am a hu\u200bman',
    'Ｉ ａｍ ａ ｈｕｍａｎ',
    'I  AM\nA   HUMAN',
    'Soy humana',
    'Soy una persona real',
    'No soy un robot',
    'Je suis une vraie personne',
    'Je ne suis pas un robot',
    'Ich bin ein Mensch',
    'Ich bin kein Bot',
    'Sou uma pessoa',
    'Não sou um robô',
    'Sono una persona',
    'Non sono un bot',
    'मैं इंसान हूँ',
    'मैं एक असली इंसान हूँ',
    'मैं असली हूँ',
    'मैं रोबोट नहीं हूँ',
    'Main insaan hoon',
    'main ek asli insan hu',
    'Main bot nahi hoon',
  ])('refused: %j', text => {
    expect(claimsHuman(text)).toBe(true);
    expect(broken(text)).toContain('never_claims_human');
  });

  it.each([
    'I am an AI assistant.',
    "I'm not a human, I'm Sunny, an AI.",
    'I am not a person, but I can help.',
    'A human will reply to you shortly.',
    'Would you like to talk to a human?',
    'A real person from our team will call you.',
    'I am a human-like assistant',
    'Is the appointment for one person?',
    'I can help you with personal questions.',
    'You are talking to an assistant',
    'You are not talking to a human',
    'No soy humano, soy un asistente.',
    'Não sou humano.',
    'Ich bin kein Mensch.',
    'Je ne suis pas un humain.',
    'Non sono una persona.',
    'मैं इंसान नहीं हूँ, मैं एक सहायक हूँ',
    'Main insaan nahi hoon',
    'We do not need the machine for this cleaning.',
  ])('allowed: %j', text => expect(claimsHuman(text)).toBe(false));
});

describe('A-GUARD-3: forbidden phrases', () => {
  it.each([
    'Results are GUARANTEED',
    'It is guaranteed!',
    'completely pain-free',
    'Pain  free.',
    'pain\nfree',
    '“Guaranteed”',
    'guaránteed',
    'guar\u200banteed',
    'We are the cheapest, in town',
  ])('refused: %j', text => expect(broken(text)).toContain('forbidden_phrases'));
  it.each(['We guarantee nothing', 'It is free', 'The town is small', 'painfreeway'])('allowed: %j', text =>
    expect(broken(text)).not.toContain('forbidden_phrases'),
  );

  it('no casing and no punctuation around it lets a phrase through', () => {
    const around = fc.string({
      unit: fc.constantFrom(' ', '.', ',', '!', '-', '*', '_', '(', '"', '\n'),
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...dental.guardrails.forbiddenPhrases),
        around,
        around,
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        (phrase, before, after, upper) => {
          const cased = [...phrase].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join('');
          expect(broken(`So ${before}${cased}${after} you see`)).toContain('forbidden_phrases');
        },
      ),
    );
  });
});

describe('A-GUARD-3: buttons may say nothing the text may not', () => {
  it.each([
    ['Guaranteed', 'forbidden_phrases'],
    ['I am human', 'never_claims_human'],
    ['Only $55', 'sourced_prices'],
    ['😀', 'emoji'],
    ['[faq-1]', 'no_leak'],
    ['Your diagnosis', 'disclaimers'],
    ['सोमवार', 'language'],
    ['Tuesday?', 'max_questions'],
  ])('title %j breaks %s', (title, rule) =>
    expect(broken('Which day suits you?', { buttons: ['Monday', title] })).toContain(rule),
  );
  it.each([
    ['Book a visit', ['language']],
    ['बुक करें', []],
    ['Delta Dental', []],
    ['10:00', []],
  ])('a Hindi text with the title %j breaks %j', (title, rules) =>
    expect(broken('आप कब आएँगे?', { language: 'hi', buttons: [title] })).toEqual(rules),
  );
  it('a title’s disclaimer stands in the text', () => {
    const text = 'Which one? Only a dentist can say that after an exam.';
    expect(broken(text, { buttons: ['Antibiotic'] })).toEqual([]);
    expect(missingDisclaimers('Which one?', dental, ['Antibiotic'])).toHaveLength(1);
  });
  it('A-GUARD-5: titles count no words', () => {
    const titles = ['Monday morning', 'Tuesday noon', 'Later'];
    expect(broken('Which day suits you?', { buttons: titles }, tone({ maxWords: 5 }))).toEqual([]);
  });
});

describe('A-GUARD-3: required disclaimers', () => {
  const text = 'You may need an antibiotic.';
  const disclaimer = 'Only a dentist can say that after an exam.';
  it('a trigger without its disclaimer is refused, with it passes', () => {
    expect(broken(text)).toContain('disclaimers');
    expect(missingDisclaimers(text, dental)).toEqual([disclaimer]);
    expect(broken(`${text} ${disclaimer}`)).toEqual([]);
  });
  it.each(['ANTIBIOTICS?', 'An antibiotic, maybe', 'a diagnosis'])('trigger: %j', said =>
    expect(missingDisclaimers(said, dental)).toHaveLength(1),
  );
  it('part of another word is no trigger', () => expect(missingDisclaimers('antibioticum', dental)).toEqual([]));
});

describe('A-GUARD-5: what the word limit counts', () => {
  it('the agent’s own prose: links and disclaimers are not counted', () => {
    const own = 'Book here';
    const text = `${own} https://sunsetdental.example/book Only a dentist can say that after an exam.`;
    expect(countWords(prose(text, dental, facts))).toBe(2);
    expect(broken(text, {}, tone({ maxWords: 5 }))).not.toContain('max_words');
  });
  it('punctuation and dashes alone are no words', () => expect(countWords('Yes — we do … ! 45 minutes')).toBe(5));
  it('the limit itself passes, one more does not', () => {
    const limit = tone({ maxWords: 5 });
    expect(broken('one two three four five', {}, limit)).toEqual([]);
    expect(broken('one two three four five six', {}, limit)).toEqual(['max_words']);
  });
  it('counts n words as n, whatever white space is between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('tooth', 'नमस्ते', 'día', "don't", '$120'), { maxLength: 40 }),
        fc.constantFrom(' ', '\n', '\u00a0', ' \t '),
        (words, gap) => {
          expect(countWords(words.join(gap))).toBe(words.length);
        },
      ),
    );
  });
});

describe('A-GUARD-3: one question', () => {
  it.each([
    ['When?', 1],
    ['When?? Really?!', 2],
    ['?!?', 1],
    ['¿Qué día prefiere?', 1],
    ['आप कब आ सकते हैं?', 1],
    ['आप कब आ सकते हैं? किस दिन?', 2],
    ['متى؟', 1],
    ['什么时候？ 哪天？', 2],
    ['No question.', 0],
  ])('%j holds %i', (text, questions) => expect(countQuestions(text)).toBe(questions));
  it('a known link’s query is no question', () => {
    const link = 'https://sunsetdental.example/b?a=1';
    expect(broken(`Book: ${link} Which day?`, { sources: `book ${link}` })).toEqual([]);
  });
  it('two questions are refused', () => expect(broken('When? Where?')).toEqual(['max_questions']));
});

describe('A-GUARD-3: emoji', () => {
  it.each([
    ['plain', 0],
    ['👍', 1],
    ['👍🏽', 1],
    ['🇮🇳', 1],
    ['🇮🇳🇺🇸', 2],
    ['👨‍👩‍👧‍👦', 1],
    ['👩🏾‍⚕️🦷', 2],
    ['❤️ and ❤', 2],
    ['1️⃣', 1],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 1],
    ['Invisalign® ™ © 2026 #1 5*', 0],
  ])('%j counts %i', (text, count) => expect(countEmoji(text)).toBe(count));
  it('never, sparingly and frequent allow 0, 1 and 5', () => {
    for (const [emoji, most] of [
      ['never', 0],
      ['sparingly', 1],
      ['frequent', 5],
    ] as const) {
      expect(broken(`Hi ${'🦷 '.repeat(most)}`, {}, tone({ emoji }))).toEqual([]);
      expect(broken(`Hi ${'🦷 '.repeat(most + 1)}`, {}, tone({ emoji }))).toEqual(['emoji']);
    }
  });
});

describe('A-GUARD-3: prices stand in a source', () => {
  const unsourced = (text: string, sources: string) => unsourcedPrices(text, sources).length > 0;
  it.each([
    ['It is $120', 'cleaning USD 120'],
    ['It is 120 dollars', 'from $120.00'],
    ['It starts at USD 180', 'filling from $180;'],
    ['10% or 15%', 'off: 10-15 %'],
    ['It is $120.00', 'cleaning $120'],
    ['It is $120', 'cleaning $120.00'],
    ['It is ₹2,999', 'plan: ₹2999'],
    ['It is ₹२,९९९', 'plan: ₹2,999'],
    ['Rs. 500 only', 'fee 500 rupees'],
    ['120 dollars', '$120'],
    ['120 €', '€120'],
    ['₹1,20,000', '₹120000'],
    ['₹2 lakh', '₹2,00,000'],
    ['$2.4k', '$2,400'],
    ['20% off', 'discount 20 %'],
    ['20 percent off', 'discount 20%'],
    ['$100-$200', '$100 to $200'],
    ['It takes 45 minutes', ''],
    ['Call +1 718 555 0142', ''],
    ['at 9:00 on the 12th', ''],
  ])('%j stands in %j', (text, sources) => expect(unsourced(text, sources)).toBe(false));
  it.each([
    ['It is $121', 'cleaning $120'],
    ['It is $12', 'cleaning $120'],
    ['It is $1.20', 'cleaning $120'],
    ['₹2,999', '₹2,99'],
    ['₹२,९९८', '₹2,999'],
    ['₹2 lakh', 'fee ₹2'],
    ['$2k', '$2'],
    ['99€', '$120'],
    ['99 rs', '120'],
    ['AED 500', ''],
    ['99 रुपये', ''],
    ['20%', '10%'],
    ['20 percent', '10%'],
    ['$100-150', '$100'],
    ['at 9:00 $90', 'from 9:00'],
    ['It is $120', 'cleaning 120'],
    ['A cleaning is $45', 'A cleaning takes about 45 minutes.'],
    ['Only $24', 'at least 24 hours before'],
    ['12% off', 'We offer 12-month payment plans'],
    ['12% off', 'a check for $12'],
    ['only $12', '12% off'],
    ['It is ₹120', 'cleaning $120'],
    ['10-20% off', '20% off'],
    ['＄９９', '$120'],
  ])('%j does not stand in %j', (text, sources) => expect(unsourced(text, sources)).toBe(true));

  it('every way of writing a known amount is known, and of an unknown one is not', () => {
    const pair = (...ways: ((value: number) => string)[]) =>
      fc.tuple(fc.constantFrom(...ways), fc.constantFrom(...ways));
    const written = fc.oneof(
      pair(
        value => `$${value}`,
        value => `$ ${value.toLocaleString('en-US')}`,
        value => `${value}.00 USD`,
        value => `USD ${value}`,
        value => `${value} dollars`,
      ),
      pair(
        value => `₹${value.toLocaleString('en-IN')}`,
        value => `Rs.${value}/-`,
        value => `${value} रुपये`,
      ),
      pair(
        value => `${value} euros`,
        value => `€${value}`,
      ),
      pair(
        value => `${value}%`,
        value => `${value} percent`,
      ),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 1, max: 999 }),
        written,
        (value, more, [write, source]) => {
          expect(unsourcedPrices(`That is ${write(value)} in total.`, `fee ${source(value)}`)).toEqual([]);
          expect(unsourcedPrices(`That is ${write(value + more)} in total.`, `fee ${source(value)}`)).toHaveLength(1);
          expect(unsourcedPrices(`That is ${write(value)} in total.`, `fee ${value}`)).toHaveLength(1);
        },
      ),
    );
  });
});

describe('design promise 6: nothing of the inside leaves', () => {
  it.each([
    '### business\nname: x',
    'My instructions are: be kind',
    'As an AI model I cannot',
    '{"text": "hello"}',
    '[{"a": 1}]',
    '```json\n{}\n```',
    'It costs that [faq-3]',
    'reasonCode: DISCOVERY',
    'Hi {name}, come by',
    'Hi {{1}}',
    'Book: [LINK]',
    '[CUSTOMER_NAME]',
  ])('refused: %j', text => expect(broken(text)).toContain('no_leak'));
  it.each(['Open [today]', 'We use 3D (X-rays)', 'C# is a note'])('allowed: %j', text =>
    expect(broken(text)).not.toContain('no_leak'),
  );
});

describe('A-GUARD-3: language restrictions', () => {
  it.each([
    ['Hello there', 'en'],
    ['Hola', 'es'],
    ['नमस्ते, आप कब आएँगे', 'hi'],
    ['नमस्ते, Delta Dental और Cigna चलता है', 'hi'],
    ['kal aa sakte hain', 'hi-en'],
    ['120', 'hi'],
    ['Hello', 'en-US'],
    ['こんにちは', 'ja'],
  ])('%j is in %s', (text, language) => expect(broken(text, { language })).not.toContain('language'));
  it.each([
    ['Hello there', 'hi'],
    ['Hello', 'hi'],
    ['नमस्ते', 'en'],
    ['नमस्ते', 'hi-en'],
    ['नमस्ते', 'es-MX'],
    ['Привет', 'en'],
    ['你好', 'de'],
  ])('%j is not in %s', (text, language) => expect(broken(text, { language })).toContain('language'));
});

describe('checkText', () => {
  it('white space is empty', () => expect(broken(' \n ')).toEqual(['not_empty']));
  it('answers every rule each time, with words a rewrite can follow, and never throws', () => {
    const names = checkText('Hi', dental, { sources: '', language: 'en' }).map(rule => rule.rule);
    fc.assert(
      fc.property(anyText(200), fc.string({ maxLength: 50 }), (text, sources) => {
        const results = checkText(text, dental, { sources, language: 'en' });
        expect(results.map(rule => rule.rule)).toEqual(names);
        for (const rule of results) expect(rule.passed).toBe(rule.detail === null);
      }),
    );
  });
  it('every answer of the demo playbook passes its own guardrails, words and questions apart', () => {
    for (const faq of dental.faqs)
      expect(broken(faq.answer).filter(rule => rule !== 'max_words' && rule !== 'max_questions')).toEqual([]);
  });
});

describe('E-PERS-2, B-AI-5: the tone and the rules of every answer hold in code, whatever was said before', () => {
  const failing = (text: string, tone: Partial<Playbook['tone']>, language = 'en', sources = '') =>
    checkText(text, { ...dental, tone: { ...dental.tone, ...tone } }, { sources, language })
      .filter(rule => !rule.passed)
      .map(rule => rule.rule);
  it.each([
    ['words', 'One two three four five six.', { maxWords: 5 }, 'max_words'],
    ['questions', 'Which day?', { maxQuestions: 0 }, 'max_questions'],
    ['emoji', 'Gladly 😀', { emoji: 'never' }, 'emoji'],
    ['more emoji than now and then', 'Gladly 😀😀', { emoji: 'sparingly' }, 'emoji'],
  ] as const)('%s', (_what, text, tone, rule) => {
    expect(failing(text, tone)).toEqual([rule]);
    expect(failing(text, { maxWords: 25, maxQuestions: 1, emoji: 'frequent' })).toEqual([]);
  });
  it('in the language of the message, and with no fact that stands nowhere', () => {
    expect(failing('Gracias por su mensaje, le ayudamos con mucho gusto.', {})).toContain('language');
    expect(failing('Gracias por su mensaje, le ayudamos con mucho gusto.', {}, 'es')).toEqual([]);
    expect(failing('It is $77.', {})).toEqual(['sourced_prices']);
    expect(failing('It is $77.', {}, 'en', 'A filling is $77')).toEqual([]);
    expect(failing('Call +1 900 555 0199.', {})).toEqual(['sourced_contacts']);
  });
});
