import type { Owner } from '../../../../../domain/words.ts';
import type { Tone } from '../model/row-status.ts';

export const OWNER_BAR: Record<Owner, string> = {
  AI: 'bg-ai',
  APPROVAL: 'bg-approval',
  HUMAN: 'bg-human',
  PAUSED: 'bg-paused',
};

export const OWNER_STRIP: Record<Owner, string> = {
  AI: 'bg-ai-soft text-ai-text border-ai/30',
  APPROVAL: 'bg-approval-soft text-approval-text border-approval/30',
  HUMAN: 'bg-human-soft text-human-text border-human/30',
  PAUSED: 'bg-paused-soft text-paused-text border-paused/30',
};

export const TONE_TEXT: Record<Tone, string> = {
  ai: 'text-ai-text',
  approval: 'text-approval-text',
  human: 'text-human-text',
  paused: 'text-paused-text',
  danger: 'text-danger-text',
  quiet: 'text-ink-2',
};
