import type { StartingPoint } from './starting-point.ts';

export const dentalClinic: StartingPoint = {
  key: 'dental_clinic',
  label: 'Dental clinic',
  about: 'Check-ups, treatments and emergencies; books a visit, gives no diagnosis.',
  answers: {
    business: {
      name: 'Sunset Dental',
      industry: 'Dental clinic',
      city: 'Brooklyn, New York',
      hours: 'Monday to Friday 8:00-18:00, Saturday 9:00-14:00, closed on Sunday',
      website: 'https://sunsetdental.example',
      email: 'hello@sunsetdental.example',
      phone: '+1 718 555 0142',
    },
    offer: {
      products:
        'Family and cosmetic dentistry: check-ups, cleanings, whitening, fillings, crowns, clear aligners and same-day emergency visits.',
      prices:
        'Cleaning with exam and X-rays $120; whitening $350; filling from $180; crown from $950; emergency visit $90; clear aligners from $2,400. Payment plans over 12 months without interest.',
      usp: 'Gentle care, and an appointment on the day it hurts',
      delivery: 'Visits within the week, emergencies the same day',
      refunds: 'Prepaid treatments that have not begun are refunded in full',
    },
    customer: {
      description: 'Families and working people in Brooklyn',
      disqualifiers: ['children under 3'],
      useCases: ['check-up', 'toothache', 'whitening'],
    },
    sales: {
      ctas: [
        { type: 'BOOK_CALL', label: 'Book a visit', link: 'https://sunsetdental.example/book' },
        { type: 'VISIT_WEBSITE', label: 'See our website', link: 'https://sunsetdental.example' },
      ],
      questions: [
        { key: 'reason_for_visit', question: 'What brings you in?', timing: 'required' },
        { key: 'preferred_day', question: 'Which day would suit you?', type: 'date', timing: 'required' },
        { key: 'insurance', question: 'Do you have dental insurance?', type: 'yes_no', timing: 'ask_late' },
        { key: 'name', question: 'May I have your name?', timing: 'ask_late' },
      ],
      budget: 'never',
      hotLead: 'They are in pain, or ask for a time this week',
      objections: [
        { key: 'too_expensive', answer: 'We offer 12-month payment plans without interest.' },
        { key: 'afraid', answer: 'We numb gently and you can pause at any time.' },
        { key: 'no_time', answer: 'A cleaning takes 45 minutes, and we open at 8:00.' },
      ],
      triggers: ['urgent'],
      ladder: 'sequence',
    },
    faq: {
      text: `Q: How much is a cleaning?
A: A cleaning with exam and X-rays is $120.
Q: How much is teeth whitening?
A: Whitening in our clinic is $350 and takes about an hour.
Q: Which insurance do you accept?
A: We accept Delta Dental, Cigna, Aetna and MetLife.
Q: What are your opening hours?
A: We are open Monday to Friday 8:00-18:00 and Saturday 9:00-14:00.
Q: Where are you located?
A: We are at 210 Court Street, Brooklyn, with parking behind the building.
Q: Does a cleaning hurt?
A: Most people feel only light pressure; we can numb the gums if you like.
Q: Do you treat children?
A: Yes, we treat children from age 3.
Q: Do you handle emergencies such as a broken tooth?
A: Yes, emergency visits are the same day and cost $90 before treatment.
`,
    },
    guardrails: {
      forbidden: ['guaranteed', 'pain free', 'cheapest in town'],
      disclaimers: [
        { triggers: ['diagnosis', 'antibiotic', 'antibiotics'], text: 'Only a dentist can say that after an exam.' },
      ],
      rules: ['Give no medical diagnosis.'],
    },
    tone: { agentName: 'Sunny', languages: ['en', 'es'], maxWords: 25 },
  },
};
