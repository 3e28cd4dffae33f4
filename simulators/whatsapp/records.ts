/** Every record the simulator keeps. Times are milliseconds of the simulator's clock unless a name says otherwise. */

export type Json = Record<string, unknown>;

export interface BusinessNumber {
  phoneNumberId: string;
  displayPhoneNumber: string;
  wabaId: string;
  /** The business behind it; the simulator's own name when left out. */
  name?: string;
}

export interface Customer {
  id: string;
  name: string;
  /** Digits as dialled, no plus; absent for someone known by user id only. */
  phone?: string;
  /** Digits as WhatsApp knows them; differs from `phone` in Brazil, Mexico and Argentina. */
  waId?: string;
  userId: string;
  parentUserId?: string;
  username?: string;
  hidesNumber: boolean;
  offline: boolean;
  blocked: boolean;
  losesReply: boolean;
  autoRead?: boolean;
  createdAt: number;
}

export interface Chat {
  key: string;
  customerId: string;
  phoneNumberId: string;
  lastInboundAt?: number;
  /** An ad tap waits for the business's answer, which starts the 72 h free entry point. */
  adTapAt?: number;
  entryPointUntil?: number;
  lastAt: number;
  typingUntil?: number;
  blockedByBusiness?: boolean;
}

export type PhoneStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface ChatMessage {
  wamid: string;
  chatKey: string;
  customerId: string;
  phoneNumberId: string;
  from: 'me' | 'business';
  at: number;
  type: string;
  content: unknown;
  text: string;
  contextId?: string;
  status: PhoneStatus;
  reactions: { me?: string; business?: string };
  deleted?: boolean;
  edited?: boolean;
  /** Whether the handset shows it: a business message appears when it is delivered. */
  onPhone: boolean;
  deliveryId?: string;
}

export type StatusName = 'sent' | 'delivered' | 'read' | 'played' | 'failed';
export type StatusMode =
  | 'normal'
  | 'read_without_delivered'
  | 'out_of_order'
  | 'duplicate'
  | 'none'
  | 'withhold'
  | 'chaos';

export interface SendRecord {
  wamid: string;
  phoneNumberId: string;
  customerId: string;
  at: number;
  /** Digits, user id or group id the message went to. */
  to: string;
  input: string;
  addressedBy: 'number' | 'user_id' | 'group';
  type: string;
  text: string;
  category: string;
  bizOpaqueCallbackData?: string;
  body: Json;
  /** What became of the HTTP answer. `lost` means accepted, and the caller was not told. */
  answer: 'given' | 'lost';
  statusMode: StatusMode;
  failWith?: { code: number; details?: string };
  pricing?: Json;
  conversation?: Json;
  statuses: { status: StatusName; at: number; code?: number }[];
  deliveredToPhoneAt?: number;
}

export interface RefusedSend {
  id: string;
  at: number;
  phoneNumberId: string;
  to: string;
  code: number | null;
  reason: string;
  body: unknown;
}

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: string;
  status: string;
  parameterFormat: 'positional' | 'named';
  components: Json[];
  qualityScore: string;
  rejectedReason: string;
  createdAt: number;
  editedAt: number[];
}

export interface Media {
  id: string;
  phoneNumberId: string;
  mimeType: string;
  filename?: string;
  sizeBytes: number;
  sha256Hex: string;
  createdAt: number;
  source: 'business' | 'customer';
}

export interface MediaUrl {
  token: string;
  mediaId: string;
  expiresAt: number;
}

export interface WebhookAttempt {
  at: number;
  durationMs: number;
  responseStatus: number | null;
  responseBody?: string;
  error?: string;
  signature: 'good' | 'bad' | 'missing';
}

export interface WebhookDelivery {
  id: string;
  url: string;
  body: string;
  /** One line for people: "messages: text", "statuses: delivered". */
  summary: string;
  /** Inbound message ids inside, for the ticks on the handset. */
  messageIds: string[];
  createdAt: number;
  state: 'pending' | 'delivered' | 'dropped';
  attempts: WebhookAttempt[];
  nextAttemptAt?: number;
}

export interface Task {
  id: string;
  dueAt: number;
  kind: 'status' | 'template_review' | 'webhook_retry' | 'template_unpause';
  ref: string;
  step?: string;
}
