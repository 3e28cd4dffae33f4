import { MEMBER_ID } from './actions.ts';
import { idOf } from './ids.ts';
import { ago, MINUTE_MS, makeConversation, planned } from './make.ts';
import { documentFile, photoFile, stickerFile } from './media.ts';
import { makeTurn } from './turn.ts';

const minutes = (count: number) => ago(count * MINUTE_MS);
const conversation = (number: number) => idOf(1, number);

export const troubled = () => {
  const id = conversation(2);
  const turn = makeTurn(3, id, { outcome: 'SENT' });
  makeConversation(
    id,
    'Marguerite Oyelaran-Featherstonehaugh de la Vega y Santamaría',
    '+44 7700 900 482',
    { unread: 2 },
    [
      { direction: 'in', text: 'Could you send me the form again please', at: minutes(44) },
      {
        direction: 'out',
        text: 'Of course. Here it is: https://sunset-dental.example/forms/new-patient?ref=a1b2c3',
        at: minutes(43),
        turnId: turn,
        state: 'UNKNOWN',
      },
      {
        direction: 'out',
        kind: 'TEXT',
        sender: 'HUMAN',
        senderName: 'Mara Lindqvist',
        text: 'Did you get the form?',
        at: minutes(21),
        state: 'FAILED',
        error: {
          code: '131026',
          explanation: 'This number cannot receive WhatsApp messages at the moment.',
          remedy: 'Check the number or call instead.',
        },
      },
      { direction: 'in', text: 'hello??', at: minutes(9) },
    ],
  );
};

export const escalated = () => {
  const id = conversation(3);
  const turn = makeTurn(4, id, {
    outcome: 'ESCALATED',
    reasonCode: 'NEEDS_HUMAN',
    sentence:
      'Stepped back and asked for a person, because the customer is angry about a charge and asked for a manager.',
    cta: null,
    confidence: 0.42,
    rules: [
      { rule: 'refunds_need_a_person', passed: false, detail: 'refund of $240 asked for' },
      { rule: 'no_medical_advice', passed: true, detail: null },
    ],
  });
  makeConversation(
    id,
    'Dana Whitfield',
    '+1 646 555 0178',
    {
      unread: 3,
      status: 'WAITING_HUMAN',
      stage: 'HUMAN_TAKEOVER',
      leadStatus: 'HANDED_OFF',
      escalation: { priority: 'CRITICAL', reasons: ['angry_sentiment', 'human_request'] },
      next: planned('HUMAN_REPLY_ESCALATE', 11 * MINUTE_MS, 'Tell the manager that nobody replied'),
      brief: {
        reason: 'angry_sentiment',
        priority: 'CRITICAL',
        summary:
          'Was charged twice ($240) for the visit on 2 October, wrote three times in ten minutes, wants a manager.',
        keySlots: [
          { label: 'Visit', value: '2 October, Dr. Osei' },
          { label: 'Charged', value: '2 × $240' },
        ],
        sentimentTrend: 'neutral → frustrated → angry',
        recommendedAction: 'Apologize, confirm the double charge, promise the refund with a date.',
        valueScore: 78,
        at: minutes(6),
      },
      sentiments: [{ sentiment: 'ANGRY', confidence: 0.93, at: minutes(6) }],
      slots: [
        {
          key: 'visit',
          label: 'Last visit',
          value: '2 October',
          confidence: 0.9,
          sourceMessageId: null,
          setBy: 'agent',
        },
      ],
    },
    [
      { direction: 'in', text: 'You charged me TWICE', at: minutes(16) },
      { direction: 'in', text: 'I want to talk to a manager. A real person.', at: minutes(12) },
      {
        direction: 'out',
        text: 'I am sorry about this, Dana. A colleague takes over in a moment.',
        at: minutes(11),
        turnId: turn,
      },
      { direction: 'in', text: 'still waiting', at: minutes(6) },
    ],
  );
};

export const approval = () => {
  const id = conversation(4);
  const turn = makeTurn(5, id, {
    outcome: 'DRAFTED',
    owner: 'APPROVAL',
    sentence: 'Drafted a discount within the allowed 10%, because the customer compared prices.',
  });
  makeConversation(
    id,
    'Tomás Iglesias',
    '+34 612 555 019',
    {
      owner: 'APPROVAL',
      status: 'PENDING_APPROVAL',
      stage: 'NEGOTIATION',
      drafts: [
        {
          id: idOf(5, 1),
          conversationId: id,
          turnId: turn,
          version: 2,
          text: 'I understand, Tomás. We cannot match that price, but I can take 10% off the whitening and include the check. Shall I keep Friday at 11:00 for you?',
          kind: 'APPROVAL',
          state: 'PENDING',
          createdAt: minutes(3),
        },
      ],
    },
    [
      { direction: 'in', text: 'The clinic next door does whitening for 199', at: minutes(5) },
      { direction: 'in', kind: 'IMAGE', media: photoFile(), text: 'their flyer', at: minutes(4) },
    ],
  );
};

export const human = () => {
  const id = conversation(5);
  makeConversation(
    id,
    'नेहा शर्मा',
    '+91 98200 55512',
    {
      owner: 'HUMAN',
      ownerId: idOf(3, 4),
      ownerName: 'Ravi Menon',
      epoch: 4,
      next: planned('TAKEOVER_REMIND', 22 * MINUTE_MS, 'Remind Ravi'),
    },
    [
      { direction: 'in', text: 'नमस्ते, क्या आप रविवार को खुले हैं? मुझे दाँत में बहुत दर्द है।', at: minutes(31) },
      {
        direction: 'out',
        sender: 'HUMAN',
        senderName: 'Ravi Menon',
        text: 'नमस्ते नेहा जी, रविवार को हम बंद हैं, पर आज शाम 5 बजे आ सकती हैं?',
        at: minutes(28),
      },
      {
        direction: 'in',
        kind: 'LOCATION',
        location: {
          latitude: 40.74844,
          longitude: -73.98566,
          name: 'Empire State Building',
          address: '20 W 34th St, New York',
        },
        at: minutes(26),
      },
      { direction: 'in', kind: 'STICKER', media: stickerFile(), at: minutes(25.5) },
    ],
  );
};

export const mine = () => {
  const id = conversation(6);
  makeConversation(
    id,
    'ليلى حدّاد',
    '+971 50 555 0144',
    {
      owner: 'HUMAN',
      ownerId: MEMBER_ID,
      ownerName: 'Mara Lindqvist',
      epoch: 3,
      next: planned('HUMAN_REPLY_NEEDED', 8 * MINUTE_MS, 'Reply needed'),
      drafts: [
        {
          id: idOf(5, 2),
          conversationId: id,
          turnId: null,
          version: 1,
          text: 'بالتأكيد، يمكننا تغيير الموعد إلى الثلاثاء الساعة 10:00. هل يناسبك ذلك؟',
          kind: 'SUGGESTION',
          state: 'PENDING',
          createdAt: minutes(1),
        },
      ],
    },
    [
      { direction: 'in', text: 'مرحباً، هل يمكن تغيير موعدي إلى يوم الثلاثاء؟', at: minutes(20) },
      { direction: 'in', kind: 'DOCUMENT', media: documentFile(), at: minutes(19) },
      { direction: 'in', text: 'ok', at: minutes(18), editedAt: minutes(17) },
      { direction: 'in', text: null, deletedAt: minutes(15), at: minutes(16) },
    ],
  );
};
