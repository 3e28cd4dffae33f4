import type { Phrasebook } from './phrasebook.ts';

export const hiEn: Phrasebook = {
  code: 'hi-en',
  stop: '.',
  greet: business =>
    business
      ? [`Namaste! ${business} mein aapka swagat hai.`, `Namaste, ${business} se bol rahe hain.`, 'Namaste!']
      : ['Namaste! Message ke liye shukriya.', 'Namaste!'],
  greetBack: ['Namaste ji.', 'Ji.'],
  ack: ['Theek hai.', 'Samajh gaya.', 'Shukriya.'],
  noted: value => [`Note kar liya: ${value}.`, `Theek hai, ${value}.`],
  thanks: ['Aapka swagat hai ji.', 'Koi baat nahi ji.'],
  unknown: [
    'Yeh main team se pooch kar aapko batata hoon.',
    'Main team se pooch kar batata hoon.',
    'Team se pooch kar batata hoon.',
  ],
  unknownShort: 'Baaki pooch kar batata hoon',
  cannotSee: ['Yeh file yahan khul nahi rahi. Kya aap likh kar bata sakte hain?', 'Kya aap likh kar bata sakte hain?'],
  handoff: ['Main aapko abhi team ke ek saathi se jodta hoon.', 'Team ka ek saathi aapse baat karega.'],
  sorryWrongNumber: ['Maaf kijiye, ab aapko message nahi aayega.', 'Maaf kijiye.'],
  stopped: 'Ab aapko message nahi aayega.',
  identity: ['Main virtual assistant hoon; team ka saathi bhi jud sakta hai.', 'Main virtual assistant hoon.'],
  objection: {
    too_expensive: ['Samajh sakta hoon, budget zaroori hai.', 'Samajh sakta hoon.'],
    ask_family: ['Bilkul, ghar pe baat kar lijiye.', 'Bilkul.'],
    need_to_think: ['Bilkul, aaram se sochiye.', 'Aaram se sochiye.'],
    no_time: ['Koi baat nahi, zyada time nahi lagega.', 'Koi baat nahi.'],
    trust: ['Aapka sawaal sahi hai.', 'Sahi sawaal hai.'],
    competitor: ['Compare karna achhi baat hai.', 'Samajh sakta hoon.'],
    fear: ['Ghabraiye mat, hum aapke hisaab se chalenge.', 'Ghabraiye mat.'],
    not_interested: ['Theek hai, batane ke liye shukriya.', 'Theek hai.'],
    other: ['Samajh sakta hoon.'],
  },
  noDiscount: ['Price main khud nahi badal sakta, team se poochta hoon.', 'Team se pooch kar batata hoon.'],
  whichQuestion: ['Zaroor. Aap kya jaanna chahenge?', 'Aap kya jaanna chahenge?'],
  clarify: ['Maaf kijiye, aasaan shabdon mein batata hoon.', 'Aasaan shabdon mein:'],
  softNudge: about =>
    about
      ? [`${about} ke baare mein pooch raha tha. Koi sawaal hai?`, 'Koi sawaal hai?']
      : ['Bas haal jaanna tha. Koi sawaal hai aapka?', 'Koi sawaal hai aapka?'],
  valueAdd: ['Yeh aapke kaam aayega:', 'Jaan lijiye:'],
  exit: ['Abhi ke liye itna hi. Jab chahein message kijiye, hum yahin hain.', 'Jab chahein message kijiye.'],
  priceIs: (topic, price) => `${topic} ka price ${price} hai.`,
  ourPrices: list => `Hamare prices: ${list}.`,
  hoursAre: hours => `Hum ${hours} khule hain.`,
  located: place => `Hum ${place} mein hain.`,
  linkIs: link => `Yeh raha: ${link}`,
  quote: text =>
    /^Yes\b/.test(text)
      ? `Ji haan, ${text.replace(/^Yes[,.]?\s*/, '')}`
      : /^No\b/.test(text)
        ? `Ji nahi, ${text.replace(/^No[,.]?\s*/, '')}`
        : `Ji, ${text.replace(/^(We|You|The|All|Every|Our)\b/, word => word.toLowerCase())}`,
  cta: {
    BOOK_CALL: {
      link: 'Yahan book kar sakte hain:',
      ask: 'Kya main aapki call book kar doon?',
      button: 'Call book karein',
    },
    PAYMENT: { link: 'Payment yahan kar sakte hain:', ask: 'Kya payment link bhej doon?', button: 'Pay karein' },
    APP_DOWNLOAD: { link: 'App yahan se download karein:', ask: 'Kya app ka link bhej doon?', button: 'App lein' },
    SEND_DOCS: {
      link: 'Documents yahan bhejiye:',
      ask: 'Kya aap documents bhej sakte hain?',
      button: 'Documents bhejein',
    },
    VISIT_WEBSITE: {
      link: 'Poori jaankari yahan hai:',
      ask: 'Kya aap hamari website dekhna chahenge?',
      button: 'Website dekhein',
    },
    FILL_FORM: { link: 'Yeh form bhar dijiye:', ask: 'Kya main ek chhota form bhej doon?', button: 'Form bharein' },
    SCHEDULE_DEMO: { link: 'Demo ka time yahan chunein:', ask: 'Kya main demo rakh doon?', button: 'Demo rakhein' },
    JOIN_WEBINAR: { link: 'Webinar yahan join karein:', ask: 'Kya aap webinar join karenge?', button: 'Webinar join' },
  },
  ask: {
    name: ['Aapka naam kya hai?', 'Aapka naam?'],
    email: ['Aapka email kya hai?', 'Aapka email?'],
    phone: ['Kis number par call karein?', 'Aapka number?'],
    date: ['Aapko kaunsa din theek rahega?', 'Kaunsa din theek rahega?', 'Kaunsa din?'],
    money: ['Aapka budget kitna hai?', 'Budget kitna hai?'],
    place: ['Kaunsi city ya area ke liye?', 'Kaunsi city?'],
    people: ['Kitne log honge?', 'Kitne log?'],
    nights: ['Kitni raat rukenge?', 'Kitni raat?'],
    bedrooms: ['Kitne bedroom chahiye?', 'Kitne bedroom?'],
    experience: ['Aapko kitna experience hai?', 'Kitna experience hai?'],
    insurance: ['Kya aapke paas insurance hai?', 'Insurance hai?'],
    reason: ['Hum aapki kya madad kar sakte hain?', 'Aapko kya chahiye?'],
    timeline: ['Aap kab shuru karna chahenge?', 'Kab shuru karenge?'],
    business: ['Yeh kis business ke liye hai?', 'Kaunsa business?'],
    website: ['Aapki website kya hai?', 'Aapki website?'],
    language: ['Aap kaunsi bhasha mein baat karenge?', 'Kaunsi bhasha?'],
    number: ['Kitne honge?', 'Kitne?'],
    other: ['Kya aap thoda aur bata sakte hain?', 'Thoda aur batayenge?'],
  },
  askOther: words => `Aapka ${words} kya hai?`,
  yesNo: ['Haan', 'Nahi'],
  untilThen: ['Theek hai ji, tab baat karte hain.', 'Tab baat karte hain.'],
  confirm: ['Sab note kar liya, team jaldi confirm karegi.', 'Shukriya, team jaldi confirm karegi.'],
  alreadyAsked: ['Aur kuch madad chahiye?', 'Aur kuch?'],
};
