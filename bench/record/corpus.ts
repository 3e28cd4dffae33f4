/** What customers and the business say in the seeded record: English, Hinglish and Hindi, the same for the same seed. */
import { randomFrom } from '../stack/random.ts';

const AREAS =
  'Andheri Bandra Powai Thane Whitefield Koramangala Indiranagar Gurgaon Noida Dwarka Saket Baner Kharadi Wakad Gachibowli Hitec Salt Lake Velachery Adyar Vashi Malad Borivali Hebbal Yelahanka'.split(
    ' ',
  );
const NAMES =
  'Priya Rahul Anjali Vikram Sneha Arjun Kavya Rohan Meera Aditya Pooja Karan Neha Siddharth Divya Amit Ritu Manish Shreya Nikhil Isha Varun Tanvi Gaurav Maria James Olivia Daniel Sophia Liam Emma Noah'.split(
    ' ',
  );
const SURNAMES =
  'Sharma Verma Iyer Reddy Patel Nair Gupta Singh Mehta Das Banerjee Kulkarni Joshi Khan Fernandes Pillai Chopra Bose Rao Menon Smith Garcia Miller Davis Brown Wilson'.split(
    ' ',
  );
const THINGS = [
  '2 BHK',
  '3 BHK',
  'villa',
  'plot',
  'cleaning',
  'whitening',
  'implant',
  'braces',
  'root canal',
  'gym membership',
  'sofa',
  'laptop',
  'course',
  'visa package',
];
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday kal parso weekend'.split(' ');
const CUSTOMER = [
  'Hi, what is the price of {thing} in {area}?',
  'Is {thing} still available?',
  'Can I visit on {day} around {hour}?',
  'My budget is {lakh} lakh, anything near {area}?',
  'Please share brochure and floor plan',
  'kitna price hai {thing} ka?',
  'bhai {area} mein {thing} milega kya, budget {lakh} lakh hai',
  'kal {hour} baje call karna please',
  'discount milega kya agar main aaj book karu?',
  'haan theek hai, {day} ko aata hoon',
  'loan ka process kya hai, EMI kitni banegi?',
  '{area} में {thing} की कीमत क्या है?',
  'क्या मैं {day} को मिलने आ सकता हूँ?',
  'मुझे {lakh} लाख के अंदर घर चाहिए',
  'धन्यवाद, मैं सोचकर बताता हूँ',
  'Do you take card or only UPI?',
  'My reference number is {ref}, please check the status',
  'ok',
  'Thanks!',
  'Not interested right now, maybe next month',
  'Who is the builder and when is possession?',
  'Please call my husband {name} on this number instead',
  'I spoke to {name} {surname} last week about {thing}',
];
const BUSINESS = [
  'Hello {name}! Thanks for writing. Are you looking for {thing} in {area}, or are you open to nearby places?',
  'The price for {thing} starts at {lakh} lakh all inclusive. Would {day} at {hour} suit you for a visit?',
  'Great, I have noted {day} at {hour}. Our colleague {name} {surname} will meet you at the {area} office.',
  'Yes, {thing} is available. Shall I send you the brochure and the floor plan?',
  'Aapka budget {lakh} lakh hai, toh {area} mein do options hain. Kya main details bhej doon?',
  'नमस्ते {name} जी, {area} में {thing} उपलब्ध है। क्या आप {day} को देखने आना चाहेंगे?',
  'Your booking {ref} is confirmed. Reply STOP if you do not want reminders.',
  'I understand. I will check the best offer with my manager and come back to you by {hour}.',
  'Just checking in: did you have a chance to look at the brochure I shared for {area}?',
  'EMI for {lakh} lakh over 20 years comes to roughly {ref} rupees a month, depending on the bank.',
];

const pick = <T>(random: () => number, list: readonly T[]): T => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

function filled(template: string, random: () => number): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) => {
    switch (slot) {
      case 'thing':
        return pick(random, THINGS);
      case 'area':
        return pick(random, AREAS);
      case 'day':
        return pick(random, DAYS);
      case 'name':
        return pick(random, NAMES);
      case 'surname':
        return pick(random, SURNAMES);
      case 'hour':
        return `${1 + Math.floor(random() * 12)} pm`;
      case 'lakh':
        return String(10 + Math.floor(random() * 190));
      default:
        return `PR${10_000 + Math.floor(random() * 90_000)}`;
    }
  });
}

export interface Corpus {
  /** Distinct texts; messages draw from them. */
  customer: string[];
  business: string[];
  names: string[];
}

/** @param size texts of each side. */
export function corpusOf(seed: number, size: number): Corpus {
  const random = randomFrom(seed ^ 0xc0de);
  const texts = (templates: string[]): string[] =>
    Array.from({ length: size }, () => filled(pick(random, templates), random));
  return {
    customer: texts(CUSTOMER),
    business: texts(BUSINESS),
    names: Array.from({ length: 2_000 }, () => `${pick(random, NAMES)} ${pick(random, SURNAMES)}`),
  };
}
