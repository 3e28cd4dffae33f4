/** What Parley sends, in its own words. A channel adapter turns it into the wire payload. */
export type OutboundContent =
  | { kind: 'text'; text: string; previewUrl: boolean }
  | { kind: 'buttons'; text: string; buttons: { id: string; title: string }[] }
  | {
      kind: 'list';
      text: string;
      button: string;
      sections: { title: string; rows: { id: string; title: string; description: string | null }[] }[];
    }
  | {
      kind: 'media';
      media: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
      /** Empty until it is uploaded, and where `link` says from where the provider takes it. */
      providerMediaId: string;
      link?: string;
      /** A file of a flow, shown to people from there; absent in messages of an older release. */
      flowFile?: { id: string; mime: string; sizeBytes: number };
      caption: string | null;
      fileName: string | null;
    }
  | {
      kind: 'template';
      name: string;
      language: string;
      /** As the provider has it: UTILITY, MARKETING …; absent in messages of an older release. */
      category?: string;
      /** The words the customer reads, for people; not sent. */
      preview: string;
      /** In order for positional templates; with names for named ones. */
      body: { name: string | null; text: string }[];
      header: { name: string | null; text: string }[];
      buttons: { index: number; type: 'quick_reply' | 'url'; value: string }[];
    }
  | { kind: 'reaction'; targetProviderId: string; emoji: string }
  | { kind: 'location'; latitude: number; longitude: number; name: string | null; address: string | null };

export interface OutboundMessage {
  /** Our ledger id: travels as `biz_opaque_callback_data` and comes back in statuses. */
  id: string;
  /** Strongest identity of the recipient that can be sent to. */
  to: { kind: 'phone' | 'wa_id' | 'wa_user_id'; value: string };
  replyToProviderId: string | null;
  content: OutboundContent;
}

/** Result of one HTTP attempt. `unknown` must never be repeated blindly (design.md section 6). */
export type SendResult =
  | {
      type: 'accepted';
      providerMessageId: string;
      identities: { kind: 'wa_id' | 'wa_user_id'; value: string }[];
      held: boolean;
    }
  | { type: 'refused'; error: import('./inbound.ts').ChannelError }
  | { type: 'unknown'; error: import('./inbound.ts').ChannelError };
