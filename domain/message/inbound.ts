/**
 * What a channel delivers, in Parley's words. A channel adapter turns its wire payload into these; nothing further in
 * knows the wire. Every property that a provider may leave out is nullable. Times are epoch milliseconds.
 */
import type { LeadSource, MessageKind } from '../words.ts';

/** A contact's identity as the channel gives it (X-IDENT): values are normalized. */
export interface ChannelIdentity {
  kind: 'phone' | 'wa_id' | 'wa_user_id' | 'email' | 'visitor';
  value: string;
}

export interface InboundSender {
  /** Strongest first: business-scoped user id, then wa_id, then phone (E.164). Never empty. */
  identities: ChannelIdentity[];
  name: string | null;
  username: string | null;
}

export interface InboundMedia {
  providerMediaId: string;
  mime: string;
  /** Lower-case hex, or null when the provider gave none. */
  sha256: string | null;
  fileName: string | null;
}

export interface Attribution {
  leadSource: LeadSource;
  /** campaign_id, ad_id, ctwa_clid, source_url, headline … whatever the provider said; strings only. */
  campaign: Record<string, string>;
}

/** Where a customer came from last: an ad, a link or a code, and when it was seen (epoch ms). */
export interface Touch extends Attribution {
  at: number;
}

export interface InboundContent {
  kind: MessageKind;
  /** The words of the customer: body, caption, button title; null when there are none. */
  text: string | null;
  media: InboundMedia | null;
  location: { latitude: number; longitude: number; name: string | null; address: string | null } | null;
  /** For BUTTON_REPLY and LIST_REPLY: the id that maps back to a slot, CTA or flow. */
  replyId: string | null;
  /** Structured leftovers worth keeping (contact cards, orders, flow answers): JSON. */
  extra: Record<string, unknown> | null;
}

export type InboundUpdate =
  | {
      type: 'message';
      providerMessageId: string;
      sender: InboundSender;
      sentAt: number;
      content: InboundContent;
      replyToProviderId: string | null;
      forwarded: boolean;
      attribution: Attribution | null;
      /** False for what opens no turn (an unsupported placeholder is still shown to people). */
      answerable: boolean;
    }
  | {
      type: 'reaction';
      providerMessageId: string;
      sender: InboundSender;
      sentAt: number;
      targetProviderId: string;
      emoji: string | null;
    }
  | {
      type: 'edit';
      providerMessageId: string;
      sender: InboundSender;
      sentAt: number;
      targetProviderId: string;
      content: InboundContent;
    }
  | { type: 'delete'; providerMessageId: string; sender: InboundSender; sentAt: number; targetProviderId: string }
  | {
      /** A message the business sent from its own phone: a takeover (design.md section 5). */
      type: 'echo';
      providerMessageId: string;
      recipient: InboundSender;
      sentAt: number;
      content: InboundContent;
    }
  | {
      type: 'status';
      providerMessageId: string;
      /** Our own id, echoed by the provider; null when it was not. */
      ourMessageId: string | null;
      state: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
      at: number;
      error: ChannelError | null;
      pricing: { billable: boolean | null; category: string | null; type: string | null; model: string | null } | null;
      recipient: ChannelIdentity[];
    }
  | {
      type: 'identity_changed';
      sender: InboundSender;
      newIdentities: ChannelIdentity[];
      sentAt: number;
      providerMessageId: string;
    }
  | { type: 'marketing_preference'; sender: InboundSender; allowed: boolean; at: number }
  | {
      type: 'template_status';
      name: string;
      language: string;
      providerTemplateId: string;
      status: string;
      reason: string | null;
    }
  | { type: 'template_quality'; name: string; language: string; providerTemplateId: string; quality: string }
  | { type: 'account_notice'; field: string; summary: string; critical: boolean; error: ChannelError | null }
  /** Understood well enough to be left alone: counted by reason, never an error. */
  | { type: 'ignored'; reason: string };

/** A provider's error, classified. */
export interface ChannelError {
  code: string;
  message: string;
  /**
   * What may be done about a refused send:
   * retry = definitely not sent, try again with backoff; wait = definitely not sent, wait `retryAfterMs`;
   * give_up = never resend as it is; ask_person = a person must mend something (token, template, billing);
   * unknown = cannot tell whether it was accepted.
   */
  verdict: 'retry' | 'wait' | 'give_up' | 'ask_person' | 'unknown';
  retryAfterMs: number | null;
}
