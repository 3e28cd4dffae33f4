/** Words a salesperson knows for the closed vocabularies of `domain/words.ts`. */
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import type { StepSource } from '../../../../../domain/cta/steps.ts';
import type { RiskFlag } from '../../../../../domain/memory/risk.ts';
import type {
  CONSENT_WAYS,
  CtaState,
  CtaType,
  DeliveryState,
  DueKind,
  EscalationReason,
  Intent,
  LeadSource,
  MessageKind,
  Owner,
  ReasonCode,
  Sentiment,
  Stage,
  StaleState,
} from '../../../../../domain/words.ts';
import type { View } from '../api/conversations.ts';

export const STAGE_LABELS: Record<Stage, string> = {
  NEW: 'New',
  INITIAL_CONTACT: 'First contact',
  DISCOVERY: 'Discovery',
  QUALIFICATION: 'Qualification',
  OBJECTION_HANDLING: 'Objections',
  CTA_OFFERED: 'Offer made',
  CTA_IN_PROGRESS: 'Offer under way',
  NEGOTIATION: 'Negotiation',
  CLOSED_WON: 'Won',
  CLOSED_LOST: 'Lost',
  HUMAN_TAKEOVER: 'With a person',
  ARCHIVED: 'Archived',
};

export const VIEW_LABELS: Record<Exclude<View, 'ai'>, string> = {
  open: 'Open',
  needs_human: 'Needs a person',
  mine: 'Mine',
  approval: 'To approve',
  unread: 'Unread',
  unassigned: 'Nobody’s',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
  all: 'All',
};
export const VIEWS = Object.keys(VIEW_LABELS) as (keyof typeof VIEW_LABELS)[];

/** The server stops counting at a thousand. */
export const countText = (count: number): string => (count > 999 ? '999+' : String(count));

export const OWNER_LABELS: Record<Owner, string> = {
  AI: 'AI',
  APPROVAL: 'Approval',
  HUMAN: 'Person',
  PAUSED: 'Paused',
};

export const DUE_LABELS: Record<DueKind, string> = {
  FOLLOW_UP: 'Follow-up',
  COMMITMENT: 'A promise falls due',
  FLOW: 'A flow goes on',
  STALENESS: 'Marked as going quiet',
  CTA_RESET: 'Offers may be made again',
  HUMAN_REPLY_NEEDED: 'Reminder: the customer waits',
  HUMAN_REPLY_ESCALATE: 'Escalation: nobody replied',
  TAKEOVER_REMIND: 'Takeover reminder',
  TAKEOVER_END: 'Takeover ends',
  IDLE_COMPLETE: 'Put to rest',
};

/** The same for the middle of a sentence: `AI · follow-up in 2 h`. */
export const DUE_WORDS: Record<DueKind, string> = {
  FOLLOW_UP: 'follow-up',
  COMMITMENT: 'promise due',
  FLOW: 'flow goes on',
  STALENESS: 'cools off',
  CTA_RESET: 'offers again',
  HUMAN_REPLY_NEEDED: 'reply needed',
  HUMAN_REPLY_ESCALATE: 'escalates',
  TAKEOVER_REMIND: 'reminder',
  TAKEOVER_END: 'takeover ends',
  IDLE_COMPLETE: 'put to rest',
};

export const ESCALATION_LABELS: Record<EscalationReason, string> = {
  payment_failure: 'a payment failed',
  booking_failure: 'a booking failed',
  compliance_risk: 'compliance risk',
  human_request: 'asked for a person',
  angry_sentiment: 'angry',
  complaint: 'complaint',
  legal: 'legal matter',
  urgent: 'urgent',
  negotiation: 'negotiating',
  hot_lead: 'hot lead',
  ai_failure: 'the AI could not answer',
  complex_question: 'complex question',
  objection: 'objection',
  low_confidence: 'the AI was not sure',
  stale_knowledge: 'knowledge out of date',
  too_long: 'conversation too long',
  over_budget: 'over budget',
  staff_silent: 'nobody replied',
  rule: 'a rule asked for it',
  other: 'needs a look',
};

export const STALENESS_LABELS: Record<StaleState, { label: string; meaning: string }> = {
  ACTIVE: { label: 'Active', meaning: 'wrote within 6 hours' },
  COOLING: { label: 'Cooling', meaning: 'quiet for 6 to 24 hours' },
  COLD: { label: 'Cold', meaning: 'quiet for 1 to 3 days' },
  ARCHIVED: { label: 'Gone quiet', meaning: 'quiet for more than 3 days' },
};

export const SENTIMENT_LABELS: Record<Sentiment, string> = {
  VERY_POSITIVE: 'very positive',
  POSITIVE: 'positive',
  NEUTRAL: 'neutral',
  FRUSTRATED: 'frustrated',
  ANGRY: 'angry',
};

export const CTA_LABELS: Record<CtaType, string> = {
  BOOK_CALL: 'Book a call',
  PAYMENT: 'Pay',
  APP_DOWNLOAD: 'Download the app',
  SEND_DOCS: 'Send documents',
  VISIT_WEBSITE: 'Visit the website',
  FILL_FORM: 'Fill in the form',
  SCHEDULE_DEMO: 'Schedule a demo',
  JOIN_WEBINAR: 'Join the webinar',
};

export const CTA_STATE_LABELS: Record<CtaState, string> = {
  NOT_OFFERED: 'not offered',
  OFFERED_ONCE: 'offered once',
  OFFERED_TWICE: 'offered twice',
  CLICKED: 'opened',
  COMPLETED: 'done',
  DECLINED: 'declined',
};

export const SOURCE_LABELS: Record<LeadSource, string> = {
  organic_inbound: 'wrote on their own',
  click_to_chat_ad: 'click-to-chat ad',
  website_widget: 'website widget',
  form_to_whatsapp: 'form to WhatsApp',
  referral_link: 'referral link',
  qr_code: 'QR code',
  web_form: 'web form',
  missed_call: 'missed call',
  import: 'import',
  manual: 'added by hand',
  unknown: 'unknown',
};

export const REASON_LABELS: Record<ReasonCode, string> = {
  INITIAL_GREETING: 'First greeting',
  QUALIFICATION_QUESTION: 'Asks to qualify',
  DISCOVERY: 'Finds out more',
  VALUE_PROPOSITION: 'Shows the value',
  OBJECTION_HANDLING: 'Answers an objection',
  CTA_PUSH: 'Offers the next step',
  PRICING_DISCUSSION: 'Talks about the price',
  SOFT_NUDGE: 'Gentle nudge',
  VALUE_ADD: 'Adds something useful',
  SOCIAL_PROOF: 'Shows what others say',
  CLARIFICATION_REQUEST: 'Asks what was meant',
  CONFIRMATION: 'Confirms',
  STAY_SILENT: 'Stays silent',
  SCHEDULE_FOLLOWUP: 'Plans a follow-up',
  EXIT_GRACEFUL: 'Says goodbye',
  NEEDS_HUMAN: 'Asks a person to step in',
};

export const DELIVERY_LABELS: Record<DeliveryState, string> = {
  QUEUED: 'waiting to be sent',
  SENDING: 'sending',
  SENT: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  FAILED: 'not delivered',
  UNKNOWN: 'not confirmed',
};

export const KIND_LABELS: Record<MessageKind, string> = {
  TEXT: 'Message',
  VOICE: 'Voice message',
  AUDIO: 'Audio',
  IMAGE: 'Photo',
  VIDEO: 'Video',
  DOCUMENT: 'Document',
  STICKER: 'Sticker',
  LOCATION: 'Location',
  CONTACT_CARD: 'Contact card',
  TEMPLATE: 'Template',
  INTERACTIVE: 'Message with buttons',
  BUTTON_REPLY: 'Button pressed',
  LIST_REPLY: 'Chosen from a list',
  SYSTEM: 'Notice',
};

/** What the customer wants. */
export const INTENT_LABELS: Record<Intent, string> = {
  greeting: 'Greets',
  question: 'A question',
  pricing: 'A price',
  booking: 'To book',
  objection: 'Objects',
  negotiation: 'To negotiate',
  complaint: 'Complains',
  refund: 'A refund',
  legal: 'A legal matter',
  human_request: 'A person',
  opt_out: 'No more messages',
  wrong_number: 'Wrong number',
  thanks: 'Thanks',
  smalltalk: 'Small talk',
  other: 'Something else',
};

export const MOOD_LABELS: Record<NonNullable<ConversationDetail['mood']>, string> = {
  improving: 'getting better',
  steady: 'steady',
  declining: 'getting worse',
};

export const RISK_LABELS: Record<RiskFlag, { label: string; meaning: string }> = {
  angry: { label: 'Angry', meaning: 'The last message was.' },
  declining_mood: { label: 'The mood gets worse', meaning: 'Over the last messages.' },
  complaint: { label: 'A complaint', meaning: 'Or the wish for a refund.' },
  legal: { label: 'A legal matter', meaning: 'Think before you promise anything.' },
  opt_out_near: { label: 'About to leave', meaning: 'One message more may be one too many.' },
  confused: { label: 'Does not follow', meaning: 'Answers were not understood twice in a row.' },
  contradiction: { label: 'Contradicts earlier words', meaning: 'A fact was told in two ways: ask which one holds.' },
  repeated_objection: { label: 'The same objection again', meaning: 'It was raised more than once.' },
  broken_promise: { label: 'A promise was not kept', meaning: 'The customer’s own time for it has passed.' },
  instructions_in_text: {
    label: 'Gives the agent orders',
    meaning: 'The message tries to change how the agent works. It was read as data.',
  },
  agent_failing: { label: 'The agent is in trouble', meaning: 'Its model failed in the last answer.' },
};

export const STEP_SOURCE_LABELS: Record<StepSource, string> = {
  click: 'opened the link',
  tap: 'tapped it in the chat',
  webhook: 'told by your system',
  person: 'by hand',
};

export const CONSENT_WAY_LABELS: Record<(typeof CONSENT_WAYS)[number], string> = {
  chat: 'In the chat',
  web_form: 'In a web form',
  paper: 'On paper',
  phone: 'On the phone',
  in_person: 'In person',
  import: 'From an import',
  channel: 'By the customer, in WhatsApp',
};
