/** Words a salesperson knows for the closed vocabularies of `domain/words.ts`. */

import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import type { StepSource } from '../../../../../domain/cta/steps.ts';
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
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import type { View } from '../api/conversations.ts';

export const STAGE_LABELS: Record<Stage, string> = {
  NEW: sentence('NEW'),
  INITIAL_CONTACT: t('First contact'),
  DISCOVERY: t('Discovery'),
  QUALIFICATION: t('Qualification'),
  OBJECTION_HANDLING: t('Objections'),
  CTA_OFFERED: t('Offer made'),
  CTA_IN_PROGRESS: t('Offer under way'),
  NEGOTIATION: t('Negotiation'),
  CLOSED_WON: t('Won'),
  CLOSED_LOST: t('Lost'),
  HUMAN_TAKEOVER: t('With a person'),
  ARCHIVED: t('Archived'),
};

export const VIEW_LABELS: Record<Exclude<View, 'ai'>, string> = {
  open: t('Open'),
  needs_human: t('Needs a person'),
  mine: t('Mine'),
  approval: t('To approve'),
  unread: t('Unread'),
  unassigned: t('Nobody’s'),
  snoozed: t('Snoozed'),
  resolved: t('Resolved'),
  all: t('All'),
};
export const VIEWS = Object.keys(VIEW_LABELS) as (keyof typeof VIEW_LABELS)[];

/** The server stops counting at a thousand. */
export const countText = (count: number): string => (count > 999 ? '999+' : String(count));

export const OWNER_LABELS: Record<Owner, string> = {
  AI: 'AI',
  APPROVAL: t('Approval'),
  HUMAN: t('Person'),
  PAUSED: t('Paused'),
};

export const DUE_LABELS: Record<DueKind, string> = {
  FOLLOW_UP: t('Follow-up'),
  COMMITMENT: t('A promise falls due'),
  FLOW: t('A flow goes on'),
  STALENESS: t('Marked as going quiet'),
  CTA_RESET: t('Offers may be made again'),
  HUMAN_REPLY_NEEDED: t('Reminder: the customer waits'),
  HUMAN_REPLY_ESCALATE: t('Escalation: nobody replied'),
  TAKEOVER_REMIND: t('Takeover reminder'),
  TAKEOVER_END: t('Takeover ends'),
  IDLE_COMPLETE: t('Put to rest'),
};

/** The same for the middle of a sentence: `AI · follow-up in 2 h`. */
export const DUE_WORDS: Record<DueKind, string> = {
  FOLLOW_UP: t('follow-up'),
  COMMITMENT: t('promise due'),
  FLOW: t('flow goes on'),
  STALENESS: t('cools off'),
  CTA_RESET: t('offers again'),
  HUMAN_REPLY_NEEDED: t('reply needed'),
  HUMAN_REPLY_ESCALATE: t('escalates'),
  TAKEOVER_REMIND: t('reminder'),
  TAKEOVER_END: t('takeover ends'),
  IDLE_COMPLETE: t('put to rest'),
};

export const ESCALATION_LABELS: Record<EscalationReason, string> = {
  payment_failure: t('a payment failed'),
  booking_failure: t('a booking failed'),
  compliance_risk: t('compliance risk'),
  human_request: t('asked for a person'),
  angry_sentiment: t('angry'),
  complaint: t('complaint'),
  legal: t('legal matter'),
  urgent: t('urgent'),
  negotiation: t('negotiating'),
  hot_lead: t('hot lead'),
  ai_failure: t('the AI could not answer'),
  complex_question: t('complex question'),
  objection: t('objection'),
  low_confidence: t('the AI was not sure'),
  stale_knowledge: t('knowledge out of date'),
  too_long: t('conversation too long'),
  over_budget: t('over budget'),
  staff_silent: t('nobody replied'),
  rule: t('a rule asked for it'),
  other: t('needs a look'),
};

export const STALENESS_LABELS: Record<StaleState, { label: string; meaning: string }> = {
  ACTIVE: { label: t('Active'), meaning: t('wrote within 6 hours') },
  COOLING: { label: t('Cooling'), meaning: t('quiet for 6 to 24 hours') },
  COLD: { label: t('Cold'), meaning: t('quiet for 1 to 3 days') },
  ARCHIVED: { label: t('Gone quiet'), meaning: t('quiet for more than 3 days') },
};

export const SENTIMENT_LABELS: Record<Sentiment, string> = {
  VERY_POSITIVE: t('very positive'),
  POSITIVE: t('positive'),
  NEUTRAL: t('neutral'),
  FRUSTRATED: t('frustrated'),
  ANGRY: t('angry'),
};

export const CTA_LABELS: Record<CtaType, string> = {
  BOOK_CALL: t('Book a call'),
  PAYMENT: t('Pay'),
  APP_DOWNLOAD: t('Download the app'),
  SEND_DOCS: t('Send documents'),
  VISIT_WEBSITE: t('Visit the website'),
  FILL_FORM: t('Fill in the form'),
  SCHEDULE_DEMO: t('Schedule a demo'),
  JOIN_WEBINAR: t('Join the webinar'),
};

export const CTA_STATE_LABELS: Record<CtaState, string> = {
  NOT_OFFERED: t('not offered'),
  OFFERED_ONCE: t('offered once'),
  OFFERED_TWICE: t('offered twice'),
  CLICKED: t('opened'),
  COMPLETED: t('done'),
  DECLINED: t('declined'),
};

export const SOURCE_LABELS: Record<LeadSource, string> = {
  organic_inbound: t('wrote on their own'),
  click_to_chat_ad: t('click-to-chat ad'),
  website_widget: t('website widget'),
  form_to_whatsapp: t('form to WhatsApp'),
  referral_link: t('referral link'),
  qr_code: t('QR code'),
  web_form: t('web form'),
  missed_call: t('missed call'),
  import: t('import'),
  manual: t('added by hand'),
  unknown: t('unknown'),
};

export const REASON_LABELS: Record<ReasonCode, string> = {
  INITIAL_GREETING: t('First greeting'),
  QUALIFICATION_QUESTION: t('Asks to qualify'),
  DISCOVERY: t('Finds out more'),
  VALUE_PROPOSITION: t('Shows the value'),
  OBJECTION_HANDLING: t('Answers an objection'),
  CTA_PUSH: t('Offers the next step'),
  PRICING_DISCUSSION: t('Talks about the price'),
  SOFT_NUDGE: t('Gentle nudge'),
  VALUE_ADD: t('Adds something useful'),
  SOCIAL_PROOF: t('Shows what others say'),
  CLARIFICATION_REQUEST: t('Asks what was meant'),
  CONFIRMATION: t('Confirms'),
  STAY_SILENT: t('Stays silent'),
  SCHEDULE_FOLLOWUP: t('Plans a follow-up'),
  EXIT_GRACEFUL: t('Says goodbye'),
  NEEDS_HUMAN: t('Asks a person to step in'),
};

export const DELIVERY_LABELS: Record<DeliveryState, string> = {
  QUEUED: t('waiting to be sent'),
  SENDING: t('sending'),
  SENT: t('sent'),
  DELIVERED: t('delivered'),
  READ: t('read by the customer'),
  FAILED: t('not delivered'),
  UNKNOWN: t('not confirmed'),
};

export const KIND_LABELS: Record<MessageKind, string> = {
  TEXT: t('Message'),
  VOICE: t('Voice message'),
  AUDIO: t('Audio'),
  IMAGE: t('Photo'),
  VIDEO: t('Video'),
  DOCUMENT: t('Document'),
  STICKER: t('Sticker'),
  LOCATION: t('Location'),
  CONTACT_CARD: t('Contact card'),
  TEMPLATE: t('Template'),
  INTERACTIVE: t('Message with buttons'),
  BUTTON_REPLY: t('Button pressed'),
  LIST_REPLY: t('Chosen from a list'),
  SYSTEM: t('Notice'),
};

/** What the customer wants. */
export const INTENT_LABELS: Record<Intent, string> = {
  greeting: t('Greets'),
  question: t('A question'),
  pricing: t('A price'),
  booking: t('To book'),
  objection: t('Objects'),
  negotiation: t('To negotiate'),
  complaint: t('Complains'),
  refund: t('A refund'),
  legal: t('A legal matter'),
  human_request: t('A person'),
  opt_out: t('No more messages'),
  wrong_number: t('Wrong number'),
  thanks: t('Thanks'),
  smalltalk: t('Small talk'),
  other: t('Something else'),
};

export const MOOD_LABELS: Record<NonNullable<ConversationDetail['mood']>, string> = {
  improving: t('getting better'),
  steady: t('steady'),
  declining: t('getting worse'),
};

export const STEP_SOURCE_LABELS: Record<StepSource, string> = {
  click: t('opened the link'),
  tap: t('tapped it in the chat'),
  webhook: t('told by your system'),
  person: t('by hand'),
};

export const CONSENT_WAY_LABELS: Record<(typeof CONSENT_WAYS)[number], string> = {
  chat: t('In the chat'),
  web_form: t('In a web form'),
  paper: t('On paper'),
  phone: t('On the phone'),
  in_person: t('In person'),
  import: t('From an import'),
  channel: t('By the customer, in WhatsApp'),
};
