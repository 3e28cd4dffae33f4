import { idOf } from './ids.ts';
import { ago, HOUR_MS, MINUTE_MS, makeConversation, planned } from './make.ts';

const NAMES = [
  'Olivia Chen',
  'Mateo Rossi',
  'Amara Diallo',
  'Yuki Tanaka',
  'Hannah Schmidt',
  'Luca Moretti',
  'Fatima Noor',
  'Noah Williams',
  'Zoë Papadakis',
  'Ivan Petrov',
  'Grace Mbeki',
  'Arjun Nair',
  'Sofia Lindgren',
  'Liam O’Brien',
  'Chloé Dubois',
  'Mei Ling Tan',
  'Omar Haddad',
  'Elena Popescu',
  'Jack Thompson',
  'Ana Souza',
  'Kofi Mensah',
  'Ingrid Dahl',
  'Rahul Verma',
  'Isla Campbell',
];
const LINES = [
  'Thanks, see you on Monday then!',
  'Do you do implants?',
  'What does a filling cost?',
  'I will think about it',
  'Can my daughter come along?',
  'Great, that works for me',
  'Is there parking nearby?',
  'My tooth hurts since yesterday',
];

/** Many ordinary conversations, so that the list scrolls. */
export const seedCrowd = () => {
  for (let index = 0; index < 90; index++) {
    const atMs = (40 + index * 37) * MINUTE_MS;
    const outward = index % 3 === 0;
    makeConversation(
      idOf(2, index + 1),
      `${NAMES[index % NAMES.length]}${index >= NAMES.length ? ` ${Math.floor(index / NAMES.length) + 1}` : ''}`,
      `+1 917 555 ${String(1000 + index)}`,
      {
        owner: index % 11 === 5 ? 'APPROVAL' : index % 13 === 7 ? 'PAUSED' : 'AI',
        status: index % 9 === 8 ? 'RESOLVED' : 'OPEN',
        unread: index % 7 === 3 ? 1 : 0,
        staleness: atMs < 6 * HOUR_MS ? 'ACTIVE' : atMs < 24 * HOUR_MS ? 'COOLING' : 'COLD',
        next:
          index % 2 === 0
            ? planned('FOLLOW_UP', (30 + index * 21) * MINUTE_MS, 'Soft ping', 1)
            : planned('STALENESS', (90 + index * 13) * MINUTE_MS, 'Mark as cooling'),
      },
      [
        { direction: outward ? 'in' : 'out', text: 'Good morning!', at: ago(atMs + 2 * MINUTE_MS) },
        { direction: outward ? 'out' : 'in', text: LINES[index % LINES.length] ?? '', at: ago(atMs) },
      ],
    );
  }
};
