import { idOf } from './ids.ts';
import { ago, ahead, HOUR_MS, MINUTE_MS, makeConversation, makeMessage, planned } from './make.ts';
import { comingFile, missingFile, voiceFile } from './media.ts';
import { seedCrowd } from './seed-crowd.ts';
import { approval, escalated, human, mine, troubled } from './seed-people.ts';
import { settle } from './state.ts';
import { makeTurn } from './turn.ts';

const minutes = (count: number) => ago(count * MINUTE_MS);
const conversation = (number: number) => idOf(1, number);

const asha = () => {
  const id = conversation(1);
  const first = makeTurn(1, id, {
    reasonCode: 'INITIAL_GREETING',
    sentence: 'Greeted and asked what for, because it was the first message.',
    startedAt: minutes(96),
  });
  const second = makeTurn(2, id);
  const stored = makeConversation(
    id,
    'Asha Krishnamurthy',
    '+1 917 555 0132',
    {
      unread: 1,
      leadStatus: 'HOT',
      stage: 'CTA_OFFERED',
      next: planned('FOLLOW_UP', 100 * MINUTE_MS, 'Soft ping', 1),
      slots: [
        {
          key: 'service',
          label: 'Service',
          value: 'Cleaning with check',
          confidence: 0.96,
          sourceMessageId: null,
          setBy: 'agent',
        },
        {
          key: 'day',
          label: 'Preferred day',
          value: 'Thursday afternoon',
          confidence: 0.82,
          sourceMessageId: null,
          setBy: 'agent',
        },
        {
          key: 'insurance',
          label: 'Insurance',
          value: 'Delta Dental PPO',
          confidence: 1,
          sourceMessageId: null,
          setBy: 'person',
        },
      ],
      missingSlots: [
        { key: 'birth', label: 'Date of birth', required: true },
        { key: 'source', label: 'How they found us', required: false },
      ],
      ctas: [
        { type: 'BOOK_CALL', state: 'OFFERED_ONCE', changedAt: minutes(12) },
        { type: 'VISIT_WEBSITE', state: 'NOT_OFFERED', changedAt: null },
      ],
      sentiments: [
        { sentiment: 'POSITIVE', confidence: 0.8, at: minutes(13) },
        { sentiment: 'NEUTRAL', confidence: 0.9, at: minutes(97) },
      ],
      commitments: [{ by: 'agent', what: 'Send the address and where to park', dueTime: ahead(20 * HOUR_MS) }],
      summary:
        'New patient, a little afraid of the dentist. Wants a cleaning on Thursday afternoon and asks to pay in parts.',
      history: [
        { kind: 'FOLLOW_UP', label: 'Soft ping', outcome: 'skipped_reply_came', at: minutes(94) },
        { kind: 'STALENESS', label: 'Marked as cooling', outcome: 'done', at: ago(9 * HOUR_MS) },
        { kind: 'FOLLOW_UP', label: 'Second ping', outcome: 'sent', at: ago(12 * HOUR_MS) },
        { kind: 'ownership', label: 'Ravi Menon handed back to the AI', outcome: null, at: ago(25 * HOUR_MS) },
        { kind: 'ownership', label: 'Ravi Menon took over', outcome: null, at: ago(26 * HOUR_MS) },
        { kind: 'FOLLOW_UP', label: 'Soft ping', outcome: 'sent', at: ago(49 * HOUR_MS) },
      ],
    },
    [
      {
        direction: 'in',
        kind: 'SYSTEM',
        sender: 'SYSTEM',
        text: 'Came through the ad “Autumn check-up”',
        at: ago(26.2 * HOUR_MS),
      },
      { direction: 'in', text: 'Hello! Are you open on Saturdays?', at: ago(26.1 * HOUR_MS) },
      {
        direction: 'out',
        sender: 'HUMAN',
        senderName: 'Ravi Menon',
        text: 'Hi Asha, yes: from 10 to 2.',
        at: ago(26 * HOUR_MS),
      },
      {
        direction: 'out',
        sender: 'HUMAN',
        senderName: 'Ravi Menon',
        text: 'And every weekday from 9 to 6.',
        at: ago(25.98 * HOUR_MS),
        fromPhone: true,
      },
      { direction: 'in', text: 'Hi again', at: minutes(97) },
      { direction: 'in', text: 'how much is a cleaning?', at: minutes(96.8) },
      {
        direction: 'out',
        text: 'Hi Asha! A cleaning is *$120* and takes about 45 minutes. First visits get _20% off_, so it would be *$96* for you. Is it for you alone?',
        at: minutes(96),
        turnId: first,
        reactions: [{ emoji: '👍', sender: 'CONTACT', state: null }],
      },
      {
        direction: 'in',
        kind: 'VOICE',
        media: voiceFile('Yes just me, Thursday afternoon would be great if that works.'),
        at: minutes(14),
      },
      { direction: 'in', text: 'and is paying in parts possible?', at: minutes(13.5) },
      {
        direction: 'out',
        kind: 'INTERACTIVE',
        text: 'Thursday works: I can offer *2:30 pm* or *4:15 pm*. And yes, you can pay in three parts of $32 without a fee. Which time suits you?',
        buttons: [
          { id: 'a', title: 'Thursday 2:30 pm' },
          { id: 'b', title: 'Thursday 4:15 pm' },
          { id: 'c', title: 'Another day' },
        ],
        at: minutes(12),
        turnId: second,
        state: 'DELIVERED',
      },
      { direction: 'in', text: 'is EMI possible? my bank asks', at: minutes(2) },
    ],
  );
  const quoted = stored.messages[5];
  if (quoted) {
    for (const slot of stored.detail.slots) if (slot.setBy === 'agent') slot.sourceMessageId = quoted.id;
    const last = stored.messages.at(-1);
    if (last)
      last.replyTo = {
        id: stored.messages[9]?.id ?? quoted.id,
        text: 'Thursday works: I can offer 2:30 pm or 4:15 pm…',
        sender: 'BOT',
      };
  }
};

const closedWindow = () => {
  const id = conversation(7);
  makeConversation(
    id,
    'Ben Okafor',
    '+1 212 555 0191',
    {
      staleness: 'COLD',
      next: planned('FOLLOW_UP', 19 * HOUR_MS, 'Last try, by template', 3),
      leadStatus: 'NURTURING',
    },
    [
      { direction: 'in', text: 'ok let me think about it', at: ago(51 * HOUR_MS) },
      {
        direction: 'out',
        text: 'Take your time, Ben. Shall I keep the Monday slot until tomorrow?',
        at: ago(50 * HOUR_MS),
        turnId: makeTurn(6, id),
      },
      {
        direction: 'out',
        kind: 'TEMPLATE',
        templateName: 'gentle_reminder_v2',
        text: 'Hi Ben, your free check is still open. Reply YES to book.',
        at: ago(27 * HOUR_MS),
        state: 'SENT',
        buttons: [
          { id: 'y', title: 'Yes' },
          { id: 's', title: 'Stop' },
        ],
      },
    ],
  );
};

const optedOut = () => {
  makeConversation(
    conversation(8),
    null,
    '+1 718 555 0107',
    { owner: 'PAUSED', optedOut: true, leadStatus: 'DROPPED' },
    [
      {
        direction: 'out',
        text: 'Hello! Would a check-up next week suit you?',
        at: ago(6 * HOUR_MS),
        turnId: makeTurn(7, conversation(8)),
      },
      { direction: 'in', text: 'STOP', at: ago(5.5 * HOUR_MS) },
    ],
  );
};

const media = () => {
  makeConversation(conversation(9), 'Priya & Sam', '+1 917 555 0166', { activity: 'THINKING', unread: 1 }, [
    { direction: 'in', kind: 'IMAGE', media: missingFile(), at: ago(3 * HOUR_MS) },
    { direction: 'in', kind: 'VIDEO', media: comingFile(), at: ago(2.9 * HOUR_MS) },
    { direction: 'in', kind: 'BUTTON_REPLY', text: 'Another day', at: ago(2.8 * HOUR_MS) },
    { direction: 'in', text: 'do you take walk-ins?', at: minutes(0.3) },
  ]);
};

/** One long thread, to scroll up in. */
const long = () => {
  const id = conversation(10);
  const stored = makeConversation(
    id,
    'Jonas Weber',
    '+49 151 555 0120',
    { status: 'RESOLVED', leadStatus: 'WON', stage: 'CLOSED_WON' },
    [],
  );
  const lines = [
    'Could we move it by an hour?',
    'Sure: 11:00 then.',
    'Perfect, thank you!',
    'Anything else I can do?',
    'Not for now 🙂',
    'I have one more question about the x-ray: my last dentist took one in June, and I would rather not take another so soon. Can they send it to you, or do I have to bring it along myself?',
  ];
  for (let index = 0; index < 240; index++)
    stored.messages.push(
      makeMessage(id, {
        direction: index % 2 === 0 ? 'in' : 'out',
        text: `${lines[index % lines.length]} (${index + 1})`,
        at: ago((240 - index) * 47 * MINUTE_MS + 30 * HOUR_MS),
        turnId: index % 2 === 0 ? null : idOf(7, 2),
      }),
    );
  stored.detail.updatedAt = ago(30 * HOUR_MS);
  settle(stored);
};

/** Everything a screen must bear, in one inbox. */
export const seed = () => {
  for (const plant of [asha, troubled, escalated, approval, human, mine, closedWindow, optedOut, media, long]) plant();
  seedCrowd();
};
