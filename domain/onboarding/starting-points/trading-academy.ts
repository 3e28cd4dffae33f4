import type { StartingPoint } from './starting-point.ts';

/** A-ONB-15. */
export const tradingAcademy: StartingPoint = {
  key: 'trading_academy',
  label: 'Trading academy',
  about: 'Courses in three tiers, sold in Hinglish: app first, then a call, then payment; promises no returns.',
  answers: {
    business: {
      name: 'JustStock Academy',
      industry: 'Trading education',
      city: 'Mumbai',
      hours: '9 AM-9 PM IST, Monday to Saturday',
      website: 'https://juststock.example',
      email: 'support@juststock.example',
      phone: '+91 22 5550 0142',
    },
    offer: {
      products: 'Live trading courses in three tiers with recordings, live sessions and a practice app.',
      prices: 'Starter ₹2999; Pro ₹5999; Elite ₹9999. One payment, no monthly fee.',
      usp: 'Live classes in Hinglish by people who trade every day',
      delivery: 'Access within minutes of payment; live classes every week',
      refunds: 'Full refund within 7 days if fewer than two lessons were watched',
    },
    customer: {
      description: 'Adults in India who want to learn trading beside their work',
      disqualifiers: ['under 18', 'outside India', 'no capital to begin with'],
      useCases: ['first steps in the market', 'options', 'swing trading'],
    },
    sales: {
      ctas: [
        { type: 'APP_DOWNLOAD', label: 'Download the app', link: 'https://juststock.example/app' },
        { type: 'BOOK_CALL', label: 'Book a call', link: 'https://juststock.example/call' },
        { type: 'PAYMENT', label: 'Join a course', link: 'https://juststock.example/pay' },
      ],
      questions: [
        {
          key: 'experience_level',
          question: 'Trading ka kitna experience hai?',
          type: 'choice',
          choices: ['Beginner', 'Some experience', 'Trades already'],
          timing: 'required',
        },
        {
          key: 'interest_category',
          question: 'Kis cheez mein interest hai?',
          type: 'choice',
          choices: ['Stocks', 'Options', 'Commodities'],
          timing: 'required',
        },
        { key: 'goal', question: 'Aapka goal kya hai?', timing: 'required' },
        { key: 'app_download_status', question: 'App download kar liya?', type: 'yes_no', timing: 'required' },
      ],
      budget: 'late',
      hotLead: 'They have the app and ask how to pay',
      objections: [
        { key: 'no_time', answer: 'Har class ki recording milti hai, jab time ho tab dekhiye.' },
        { key: 'too_expensive', answer: 'Starter ₹2999 se shuru hota hai, ek hi payment mein.' },
      ],
      triggers: ['hot_lead'],
      ladder: 'sales',
    },
    faq: {
      text: `Q: What do the courses cost?
A: Starter is ₹2999, Pro is ₹5999 and Elite is ₹9999, each paid once.
Q: Do I need experience?
A: No, Starter begins with the basics.
Q: Are the classes live?
A: Yes, live every week, and each one is recorded.
Q: In which language are the classes?
A: In Hinglish, with English slides.
Q: Can I get a refund?
A: Yes, within 7 days if fewer than two lessons were watched.
Q: Do you give tips?
A: No, we teach; we give no tips and manage no money.
`,
    },
    guardrails: {
      forbidden: ['guaranteed returns', 'risk-free', 'sure profit'],
      disclaimers: [
        {
          triggers: ['profit', 'returns', 'earn', 'kamai'],
          text: 'Trading involves risk; you may lose money.',
        },
      ],
      rules: ['Give no tips on single stocks.'],
    },
    tone: {
      agentName: 'Aarav',
      languages: ['hi-en', 'en', 'hi'],
      formality: 'casual',
      emoji: 'sparingly',
      maxWords: 15,
    },
  },
};
