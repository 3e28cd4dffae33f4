/** What the agent remembers of a conversation. Personal data: lives in Postgres only, never in workflow state. */
import type { LanguageRun } from '../language/language.ts';
import type { RiskFlag } from '../memory/risk.ts';
import type { Intent, Sentiment } from '../words.ts';

export interface Slot {
  value: string;
  /** 0-1; 0.8 and more = stated (A-SLOT-2). */
  confidence: number;
  sourceMessageId: string | null;
  setBy: 'agent' | 'person';
  at: number;
}

export interface Commitment {
  by: 'user' | 'agent';
  what: string;
  dueAt: number | null;
  confidence: number;
  at: number;
  /** It was kept, or what it was about is done; absent while it is open (A-MEM-5). */
  closed?: { at: number; reason: 'kept' | 'completed' };
  /** Its time came while it was open. */
  passedAt?: number;
}

/** A message that the customer edited or deleted after it was answered (A-WA-7). */
export interface ChangedMessage {
  messageId: string;
  number: number;
  kind: 'edited' | 'deleted';
  at: number;
  /** Read again since, or nothing to read. */
  read: boolean;
  differs: { key: string; from: string; to: string }[];
}

export interface Memory {
  summary: string | null;
  /** Inbound number up to which the summary reaches. */
  summaryThrough: number;
  /** Handled number at which folding was last tried; absent in memories of an older release. */
  foldTriedThrough?: number;
  slots: Record<string, Slot>;
  /** Replaced or kept-out values, newest first, bounded. */
  slotHistory: { key: string; value: string; confidence: number; reason: 'replaced' | 'contradiction'; at: number }[];
  commitments: Commitment[];
  sentiments: { sentiment: Sentiment; confidence: number; at: number }[];
  language: string | null;
  lastIntent: Intent | null;
  confusedInARow: number;
  objections: Record<string, number>;
  /** Messages in a row in one language (A-LANG-1); absent in memories of an older release. */
  languageRun?: LanguageRun | null;
  /** Found by code after each reading (A-MEM-7); absent in memories of an older release. */
  riskFlags?: RiskFlag[];
  /** When the away message was last said (B-SET-3). */
  awaySaidAt?: number;
  /** Of these the next turn is told; absent in memories of an older release. */
  changed?: ChangedMessage[];
}

export const emptyMemory = (): Memory => ({
  summary: null,
  summaryThrough: 0,
  slots: {},
  slotHistory: [],
  commitments: [],
  sentiments: [],
  language: null,
  lastIntent: null,
  confusedInARow: 0,
  objections: {},
});
