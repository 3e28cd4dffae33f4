/** Request texts for the simulator's own tests: four trades, written as the prompt layout has them. */

export interface Playbook {
  head: string;
  knowledge: string;
  now: string;
  maxWords: number;
}

function playbook(lines: string, knowledge: string, now: string, maxWords: number): Playbook {
  return { head: lines, knowledge, now, maxWords };
}

export const DENTAL = playbook(
  `### business
name: Sunset Dental
offer: Family and cosmetic dentistry
prices: Cleaning and exam $120; whitening $350; implants from $1,900 per tooth
hours: Monday to Friday 8:00-18:00, Saturday 9:00-14:00
links: booking https://sunset.example/book ; website https://sunset.example
city: San Diego
### rules
checklist: reason_for_visit (required) "What brings you in?"; preferred_day (required) "Which day suits you?"; insurance (ask_late) "Do you have dental insurance?"
ctas: BOOK_CALL then VISIT_WEBSITE
objections: too_expensive -> "We offer 0% payment plans."
escalate when: payment_failure, angry_sentiment, complex_question
### tone
language: en; formality: professional; persuasion: moderate; emoji: never; max words: 15; max questions: 1; honorifics: none
### guardrails
never say: "guaranteed", "painless for everyone"
must say: "Results vary." when whitening results are discussed`,
  `[faq-1] Q: How much is a cleaning? A: A cleaning with exam is $120.
[faq-2] Q: Do you accept insurance? A: We accept most PPO plans including Delta Dental.
[faq-3] Q: Where can I park? A: Free parking is behind the building.
[faq-4] Q: Is whitening painful? A: Most patients feel only mild sensitivity for a day.
[faq-5] Q: How long does a cleaning take? A: A cleaning takes about 45 minutes.`,
  '2026-11-21T10:00:00-05:00 (Saturday)',
  15,
);

export const ACADEMY = playbook(
  `### business
name: JustStock Academy
offer: Live trading courses for beginners and working people
prices: 3 tiers ₹2999/₹5999/₹9999
hours: 10:00-19:00
links: app https://just.example/app ; booking https://just.example/call
city: Indore
### rules
checklist: experience (required) "Have you traded before?"; capital (required) "How much capital do you plan to start with?"; name (ask_late) "May I know your name?"
ctas: APP_DOWNLOAD then BOOK_CALL
objections: too_expensive -> "You can start with the ₹2999 plan."; no_time -> "Classes are recorded."
escalate when: payment_failure, angry_sentiment
### tone
language: hi-en; formality: casual; persuasion: moderate; emoji: never; max words: 20; max questions: 1; honorifics: ji
### guardrails
never say: "guaranteed returns", "risk free"
must say: "Trading involves risk." when profit, returns or income`,
  `[faq-1] Q: Are classes live? A: Yes, classes are live Monday to Friday at 8 PM.
[faq-2] Q: Do I get recordings? A: Yes, every class is recorded for 6 months.
[faq-3] Q: Is there a refund? A: Full refund within 7 days of payment.
[faq-4] Q: How much profit can I make? A: We do not promise returns; we teach a method.`,
  '2026-11-21T20:30:00+05:30 (Saturday)',
  20,
);

export const HOTEL = playbook(
  `### business
name: Casa Luna
offer: Boutique hotel with 14 rooms by the sea
prices: Standard room from $140 per night; Suite $260 per night
hours: Reception 7:00-23:00
links: booking https://luna.example/book; website https://luna.example
city: Cartagena
refund policy: Full refund up to 48 hours before arrival
### rules
checklist: arrival_date (required) "When would you arrive?"; nights (required) "How many nights would you like to stay?"; guests (required) "How many guests will there be?"; name (ask_late) "What name should I note?"
ctas: BOOK_CALL then VISIT_WEBSITE
objections: too_expensive -> "Weekday stays cost 15% less."
escalate when: negotiation, angry_sentiment
### tone
language: en; formality: formal; persuasion: soft; emoji: never; max words: 20; max questions: 1; honorifics: none
### guardrails
never say: "best in town"`,
  `[faq-1] Q: Is breakfast included? A: Yes, breakfast is included in every rate.
[faq-2] Q: What time is check-in? A: Check-in is from 15:00 and check-out until 11:00.
[faq-3] Q: Are pets allowed? A: Small dogs are welcome for $20 per stay.
[doc-1] The rooftop pool is open from April to October. Towels are free.`,
  '2026-11-21T10:00:00-05:00 (Saturday)',
  20,
);

export const LAW = playbook(
  `### business
name: Rao & Partners
offer: Family and property law firm
prices: Initial consultation ₹1500; divorce by mutual consent from ₹35,000
hours: Mon-Sat 10:00-18:00
links: booking https://rao.example/consult
city: Pune
### rules
checklist: matter (required) "What is your legal matter about?"; city (required) "Which city are you in?"; preferred_time (required) "When can you speak with us?"
ctas: BOOK_CALL
objections: need_to_think -> "The first consultation has no obligation."
### tone
language: en; formality: formal; persuasion: soft; emoji: never; max words: 25; max questions: 1; honorifics: none
### guardrails
never say: "we will win", "guaranteed outcome"
must say: "This is not legal advice." when case, divorce, court`,
  `[faq-1] Q: How long does a mutual divorce take? A: A mutual consent divorce usually takes 6 to 18 months.`,
  '2026-11-21T10:00:00+05:30 (Saturday)',
  25,
);
