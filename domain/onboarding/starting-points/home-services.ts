import type { StartingPoint } from './starting-point.ts';

export const homeServices: StartingPoint = {
  key: 'home_services',
  label: 'Home services',
  about: 'Repairs and installations: finds out what is broken and where, and books a visit, quickly and directly.',
  answers: {
    business: {
      name: 'Brightline Plumbing',
      industry: 'Plumbing and heating',
      city: 'Leeds',
      hours: 'Monday to Saturday 7:30-18:00, emergencies at any hour',
      website: 'https://brightline.example',
      email: 'jobs@brightline.example',
      phone: '+44 113 555 0142',
    },
    offer: {
      products: 'Plumbing, heating and boiler repairs, bathroom installations.',
      prices:
        'Visit and first half hour £65; then £35 per half hour; emergency visit £120; boiler service £95. Parts are extra.',
      usp: 'The price of the visit is fixed before we come',
      delivery: 'Emergencies within 3 hours, other visits within 2 days',
      refunds: 'Work is guaranteed for 12 months; what fails is mended again without a bill',
    },
    customer: {
      description: 'Home owners, tenants and landlords within 20 miles of Leeds',
      disqualifiers: ['more than 20 miles from Leeds', 'industrial plants'],
      useCases: ['leak', 'no hot water', 'new bathroom'],
    },
    sales: {
      ctas: [
        { type: 'FILL_FORM', label: 'Book a visit', link: 'https://brightline.example/book' },
        { type: 'BOOK_CALL', label: 'Ask for a call', link: 'https://brightline.example/call' },
      ],
      questions: [
        { key: 'problem', question: 'What needs doing?', timing: 'required' },
        { key: 'postcode', question: 'What is your postcode?', timing: 'required' },
        { key: 'urgent', question: 'Is it urgent?', type: 'yes_no', timing: 'required' },
        { key: 'preferred_day', question: 'Which day suits you?', type: 'date', timing: 'ask_mid' },
        { key: 'name', question: 'What is your name?', timing: 'ask_late' },
      ],
      budget: 'never',
      hotLead: 'Water is leaking, or the heating is off',
      objections: [
        { key: 'too_expensive', answer: 'The visit is £65 with the first half hour, fixed before we come.' },
        { key: 'another_quote', answer: 'Of course. Our price for the visit stays the same this month.' },
      ],
      triggers: ['urgent', 'complaint'],
      ladder: 'sequence',
    },
    faq: {
      text: `Q: What does a visit cost?
A: £65 with the first half hour, then £35 per half hour; parts are extra.
Q: How fast can you come?
A: Within 3 hours in an emergency, else within 2 days.
Q: Do you work on Sundays?
A: For emergencies only.
Q: Do you service boilers?
A: Yes, a boiler service is £95.
Q: Are you insured?
A: Yes, and our engineers are registered for gas.
Q: Which areas do you cover?
A: Leeds and 20 miles around.
`,
    },
    guardrails: {
      forbidden: ['cheapest', 'fixed in five minutes'],
      disclaimers: [
        { triggers: ['gas', 'smell of gas'], text: 'If you smell gas, leave the house and call 0800 111 999.' },
      ],
      rules: ['Give no instructions for work on gas or electricity.'],
    },
    tone: { agentName: 'Robin', languages: ['en'], maxWords: 8 },
  },
};
