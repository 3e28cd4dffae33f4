/** The message templates of X-TPL that follow-ups use, as the provider has them once approved. */
const body = (text: string, ...example: string[]) => [
  { type: 'BODY', text, ...(example.length > 0 ? { example: { body_text: [example] } } : {}) },
];

export const DEMO_TEMPLATES = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: body('Hello! This message shows that the number can write to you.'),
  },
  {
    name: 'lead_followup',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: body(
      'Hello {{1}}, this is {{2}}. You asked us something lately; shall we go on?',
      'Asha',
      'Sunset Dental',
    ),
  },
  {
    name: 'followup_reminder',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: body(
      'Hello {{1}}, a short reminder from {{2}}: we are still here for your question. Just reply to this message.',
      'Asha',
      'Sunset Dental',
    ),
  },
  {
    name: 'followup_last',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: body(
      'Hello {{1}}, this is the last reminder from {{2}}. Write to us whenever it suits you.',
      'Asha',
      'Sunset Dental',
    ),
  },
];
