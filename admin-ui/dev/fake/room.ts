/** What colleagues do for each other, and what can be sent besides words: still life, for pictures. */
import { noticePageSchema } from '../../../api/contracts/notifications.ts';
import { colleaguesSchema, filledRepliesSchema, noteListSchema, presenceSchema } from '../../../api/contracts/room.ts';
import { templateListSchema } from '../../../api/contracts/templates.ts';
import { MEMBER_ID } from './actions.ts';
import { idOf } from './ids.ts';

const RAVI = { id: idOf(9, 1), name: 'Ravi Rao', role: 'AGENT' };
const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const template = (name: string, text: string, more: Record<string, unknown> = {}) => ({
  name,
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  quality: null,
  preview: text.replace('{{1}}', 'Asha').replace('{{2}}', 'Sunset Dental'),
  header: null,
  body: text,
  footer: null,
  buttons: [],
  variables: [
    { part: 'BODY', variable: '1', text: 'Asha' },
    { part: 'BODY', variable: '2', text: 'Sunset Dental' },
  ],
  priceMicros: 8_200,
  sendable: true,
  why: null,
  blocked: null,
  ...more,
});

/** The answer of a GET; undefined when it is none of these. */
export const readRoom = (path: string): unknown => {
  const [, resource, conversationId = '', part] = path.split('/');
  if (path === '/colleagues')
    return colleaguesSchema.parse({ colleagues: [{ id: MEMBER_ID, name: 'Mara Stein', role: 'MANAGER' }, RAVI] });
  if (path.startsWith('/notifications'))
    return noticePageSchema.parse({
      notices: [
        { kind: 'escalation_needed', title: 'Asha Kumar needs a person', text: 'high · angry sentiment', urgent: true },
        { kind: 'mention', title: 'Ravi Rao mentioned you in a note about Ben Ortiz', text: null, urgent: false },
      ].map((notice, index) => ({
        ...notice,
        id: idOf(9, 10 + index),
        conversationId: idOf(1, index + 3),
        read: index === 1,
        at: at(4 + index * 50),
      })),
      unread: 1,
      cursor: null,
    });
  if (path.startsWith('/saved-views')) return { views: [] };
  if (path === '/canned-replies') return { replies: [] };
  if (resource !== 'conversations') return undefined;
  if (part === 'presence')
    return presenceSchema.parse({ others: [{ memberId: RAVI.id, name: RAVI.name, typing: true }] });
  if (part === 'notes')
    return noteListSchema.parse({
      notes: [
        {
          id: idOf(9, 2),
          conversationId,
          authorId: RAVI.id,
          authorName: RAVI.name,
          text: 'She is afraid of needles. @Mara Stein, please offer the first appointment of the day.',
          mentions: [MEMBER_ID],
          at: at(3),
        },
      ],
    });
  if (part === 'canned-replies')
    return filledRepliesSchema.parse({
      replies: [
        { id: idOf(9, 3), shortcut: 'bring', text: 'Asha, please bring your insurance card.', unknown: [] },
        { id: idOf(9, 4), shortcut: 'hours', text: 'We are open {{hours}}.', unknown: ['hours'] },
      ],
    });
  if (part === 'templates')
    return templateListSchema.parse({
      templates: [
        template('lead_followup', 'Hello {{1}}, this is {{2}}. You asked us something lately; shall we go on?'),
        template('appointment_reminder', 'Hello {{1}}, your appointment at {{2}} is tomorrow.'),
        template('spring_offer', 'Hello {{1}}, whitening is half the price at {{2}} until Friday.', {
          category: 'MARKETING',
          priceMicros: 11_800,
          sendable: false,
          why: 'The customer has not agreed to marketing messages.',
          blocked: 'The customer has not agreed to marketing messages.',
        }),
      ],
    });
  return undefined;
};
