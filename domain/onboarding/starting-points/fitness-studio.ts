import type { StartingPoint } from './starting-point.ts';

export const fitnessStudio: StartingPoint = {
  key: 'fitness_studio',
  label: 'Fitness studio',
  about: 'Brings people to a trial class, and answers about classes, times and memberships.',
  answers: {
    business: {
      name: 'Corner Gym',
      industry: 'Fitness studio',
      city: 'Austin, Texas',
      hours: 'Monday to Friday 6:00-22:00, weekends 8:00-18:00',
      website: 'https://cornergym.example',
      email: 'team@cornergym.example',
      phone: '+1 512 555 0142',
    },
    offer: {
      products: 'Small group classes, open gym and personal training.',
      prices: 'Trial class $10; membership $79 a month; ten classes $140; personal training $65 an hour.',
      usp: 'Never more than ten people in a class',
      delivery: 'A place in a class within the week',
      refunds: 'Memberships end any month; unused class cards are refunded within 14 days',
    },
    customer: {
      description: 'Adults nearby who want to train two or three times a week',
      disqualifiers: ['under 16'],
      useCases: ['getting back into shape', 'strength', 'mobility'],
    },
    sales: {
      ctas: [
        { type: 'FILL_FORM', label: 'Book a trial class', link: 'https://cornergym.example/trial' },
        { type: 'APP_DOWNLOAD', label: 'Get the app', link: 'https://cornergym.example/app' },
      ],
      questions: [
        { key: 'goal', question: 'What would you like to achieve?', timing: 'required' },
        {
          key: 'experience',
          question: 'Have you trained before?',
          type: 'choice',
          choices: ['Never', 'A while ago', 'I train now'],
          timing: 'required',
        },
        { key: 'preferred_time', question: 'Which time of day suits you?', timing: 'ask_mid' },
        { key: 'name', question: 'What is your name?', timing: 'ask_late' },
      ],
      budget: 'never',
      hotLead: 'They ask for a trial class this week',
      objections: [
        { key: 'too_expensive', answer: 'The trial class is $10, and a membership ends any month.' },
        { key: 'no_time', answer: 'Classes take 45 minutes, from 6:00 on.' },
        { key: 'not_fit_enough', answer: 'Every class has an easier version of each exercise.' },
      ],
      triggers: ['hot_lead'],
      ladder: 'sales',
    },
    faq: {
      text: `Q: What does a membership cost?
A: $79 a month, and it can end any month.
Q: Can I try it first?
A: Yes, a trial class is $10.
Q: How many people are in a class?
A: At most ten.
Q: Do I need to bring anything?
A: Shoes, water and a towel.
Q: Do you have showers?
A: Yes, showers and lockers.
Q: Can I train while pregnant?
A: Please ask your doctor first; our trainers know adapted exercises.
`,
    },
    guardrails: {
      forbidden: ['lose 10 kilos', 'guaranteed results', 'no effort'],
      disclaimers: [{ triggers: ['injury', 'pregnant', 'pain'], text: 'Please ask a doctor before you train.' }],
      rules: ['Give no medical or diet advice.'],
    },
    tone: { agentName: 'Sam', languages: ['en', 'es'], formality: 'casual', persuasion: 'soft', emoji: 'sparingly' },
  },
};
