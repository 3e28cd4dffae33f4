/**
 * The closed vocabularies of Parley. The names are stored and travel over every boundary;
 * labels for people belong to the UI. Sources: features A-ENUM-1 … A-ENUM-11, X-STATUS, X-ENUM, X-ESC.
 */

export const OWNERS = ['AI', 'APPROVAL', 'HUMAN', 'PAUSED'] as const;
/** Who answers a conversation (design.md section 5). */
export type Owner = (typeof OWNERS)[number];

export const ROLES = ['OWNER', 'ADMIN', 'MANAGER', 'AGENT', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

export const MESSAGE_KINDS = [
  'TEXT',
  'VOICE',
  'AUDIO',
  'IMAGE',
  'VIDEO',
  'DOCUMENT',
  'STICKER',
  'LOCATION',
  'CONTACT_CARD',
  'TEMPLATE',
  'INTERACTIVE',
  'BUTTON_REPLY',
  'LIST_REPLY',
  'SYSTEM',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const SENDERS = ['CONTACT', 'BOT', 'HUMAN', 'SYSTEM'] as const;
export type Sender = (typeof SENDERS)[number];

export const DELIVERY_STATES = ['QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'UNKNOWN'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const REASON_CODES = [
  'INITIAL_GREETING',
  'QUALIFICATION_QUESTION',
  'DISCOVERY',
  'VALUE_PROPOSITION',
  'OBJECTION_HANDLING',
  'CTA_PUSH',
  'PRICING_DISCUSSION',
  'SOFT_NUDGE',
  'VALUE_ADD',
  'SOCIAL_PROOF',
  'CLARIFICATION_REQUEST',
  'CONFIRMATION',
  'STAY_SILENT',
  'SCHEDULE_FOLLOWUP',
  'EXIT_GRACEFUL',
  'NEEDS_HUMAN',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export const CTA_TYPES = [
  'BOOK_CALL',
  'PAYMENT',
  'APP_DOWNLOAD',
  'SEND_DOCS',
  'VISIT_WEBSITE',
  'FILL_FORM',
  'SCHEDULE_DEMO',
  'JOIN_WEBINAR',
] as const;
export type CtaType = (typeof CTA_TYPES)[number];

export const CTA_STATES = ['NOT_OFFERED', 'OFFERED_ONCE', 'OFFERED_TWICE', 'CLICKED', 'COMPLETED', 'DECLINED'] as const;
export type CtaState = (typeof CTA_STATES)[number];

export const STAGES = [
  'NEW',
  'INITIAL_CONTACT',
  'DISCOVERY',
  'QUALIFICATION',
  'OBJECTION_HANDLING',
  'CTA_OFFERED',
  'CTA_IN_PROGRESS',
  'NEGOTIATION',
  'CLOSED_WON',
  'CLOSED_LOST',
  'HUMAN_TAKEOVER',
  'ARCHIVED',
] as const;
export type Stage = (typeof STAGES)[number];

export const LEAD_STATUSES = [
  'NEW',
  'QUALIFYING',
  'QUALIFIED',
  'ENGAGED',
  'HOT',
  'APPOINTMENT_BOOKED',
  'HANDED_OFF',
  'NURTURING',
  'WON',
  'LOST',
  'DISQUALIFIED',
  'DROPPED',
] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

export const CONVERSATION_STATUSES = ['OPEN', 'PENDING_APPROVAL', 'WAITING_HUMAN', 'RESOLVED'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export const STALE_STATES = ['ACTIVE', 'COOLING', 'COLD', 'ARCHIVED'] as const;
export type StaleState = (typeof STALE_STATES)[number];

export const SENTIMENTS = ['VERY_POSITIVE', 'POSITIVE', 'NEUTRAL', 'FRUSTRATED', 'ANGRY'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

export const LEAD_SOURCES = [
  'organic_inbound',
  'click_to_chat_ad',
  'website_widget',
  'form_to_whatsapp',
  'referral_link',
  'qr_code',
  'web_form',
  'missed_call',
  'import',
  'manual',
  'unknown',
] as const;
export type LeadSource = (typeof LEAD_SOURCES)[number];

export const PRIORITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const ESCALATION_REASONS = [
  'payment_failure',
  'booking_failure',
  'compliance_risk',
  'human_request',
  'angry_sentiment',
  'complaint',
  'legal',
  'urgent',
  'negotiation',
  'hot_lead',
  'ai_failure',
  'complex_question',
  'objection',
  'low_confidence',
  'stale_knowledge',
  'too_long',
  'over_budget',
  'staff_silent',
  'rule',
  'other',
] as const;
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

export const ESCALATION_EFFECTS = ['hand_over', 'notify'] as const;
/** Whether a person gets the conversation, or is only told of it. */
export type EscalationEffect = (typeof ESCALATION_EFFECTS)[number];

export const CONSENT_WAYS = ['chat', 'web_form', 'paper', 'phone', 'in_person', 'import', 'channel'] as const;

export const INTENTS = [
  'greeting',
  'question',
  'pricing',
  'booking',
  'objection',
  'negotiation',
  'complaint',
  'refund',
  'legal',
  'human_request',
  'opt_out',
  'wrong_number',
  'thanks',
  'smalltalk',
  'other',
] as const;
export type Intent = (typeof INTENTS)[number];

export const CHANNELS = ['whatsapp'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What the standing timer of a conversation can be waiting for. */
export const DUE_KINDS = [
  'FOLLOW_UP',
  'COMMITMENT',
  'FLOW',
  'STALENESS',
  'CTA_RESET',
  'HUMAN_REPLY_NEEDED',
  'HUMAN_REPLY_ESCALATE',
  'TAKEOVER_REMIND',
  'TAKEOVER_END',
  'IDLE_COMPLETE',
] as const;
export type DueKind = (typeof DUE_KINDS)[number];
