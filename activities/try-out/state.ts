/** What a conversation's row, contact and messages would be, made up for one talk that is only tried (A-ONB-15). */
import type { ConversationRow, LoadedConversation } from '../../db/conversation/load.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { TriedTalk } from '../../domain/onboarding/tried.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const WINDOW_MS = 86_400_000;

/** Numbers of customers' messages start at 1, as in a conversation. */
export function messagesOf(talk: TriedTalk): TurnMessage[] {
  let number = 0;
  return talk.messages.map(({ from, text, at, replyId }, index) => {
    const inbound = from === 'customer';
    if (inbound) number += 1;
    return {
      id: `${NOBODY.slice(0, 24)}${String(index).padStart(12, '0')}`,
      number: inbound ? number : null,
      direction: inbound ? 'in' : 'out',
      sender: inbound ? 'CONTACT' : 'BOT',
      kind: replyId === null ? 'TEXT' : 'BUTTON_REPLY',
      text,
      replyId,
      transcript: null,
      description: null,
      mediaState: null,
      deleted: false,
      editedAt: null,
      answerable: inbound,
      at,
    };
  });
}

export function loadedOf(
  talk: TriedTalk,
  given: {
    orgId: string;
    talkId: string;
    organization: LoadedConversation['organization'];
    playbook: Playbook;
    now: number;
  },
): LoadedConversation {
  const { orgId, talkId, organization, playbook, now } = given;
  const inbound = talk.messages.filter(message => message.from === 'customer');
  const outbound = talk.messages.filter(message => message.from === 'agent');
  // Columns that neither reading nor deciding looks at are left out.
  const row = {
    orgId,
    id: talkId,
    contactId: NOBODY,
    channelAccountId: NOBODY,
    owner: 'AI',
    ownerEpoch: 1,
    agentMode: 'AI',
    stage: talk.stage,
    closedAt: null,
    lastInboundNumber: inbound.length,
    handledThrough: Math.max(0, inbound.length - 1),
    seenThrough: inbound.length,
    firstUnhandledAt: null,
    lastInboundAt: inbound.at(-1)?.at ?? null,
    lastOutboundAt: outbound.at(-1)?.at ?? null,
    windowEndsAt: now + WINDOW_MS,
    unanswered: 0,
    botMessages: outbound.length,
    userReplies: Math.max(0, inbound.length - 1),
    replySeconds: 0,
    aiFailures: talk.aiFailures,
    staleness: 'ACTIVE',
    ctas: talk.ctas,
    followUpStep: 0,
    followUpNotBefore: null,
    memberActiveAt: null,
    takeoverReminded: false,
    customerWaitingAt: null,
    humanReplyStep: 0,
    turnNumber: talk.turns,
    playbookId: NOBODY,
    playbookVersion: 0,
    variants: {},
    memory: talk.memory,
    lastActivityAt: now,
    createdAt: now,
  } as ConversationRow;
  const contact = {
    id: NOBODY,
    name: null,
    optedOutAt: null,
    blocked: false,
    zone: null,
    language: talk.memory.language,
    marketingStoppedAt: null,
    marketingOptInAt: null,
  };
  return { row, contact, organization, channel: 'whatsapp', playbook, queuedOutbound: 0 };
}
