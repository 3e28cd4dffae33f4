import { Bot } from 'lucide-react';
import { t } from '../../../../lib/language.ts';

const Dots = () => (
  <span className="inline-flex items-center gap-1" aria-hidden="true">
    <span className="size-1.5 animate-breathe rounded-full bg-current" />
    <span className="size-1.5 animate-breathe rounded-full bg-current [animation-delay:200ms]" />
    <span className="size-1.5 animate-breathe rounded-full bg-current [animation-delay:400ms]" />
  </span>
);

/** The AI is at work: stands where its answer will stand. */
export const AgentRow = ({ activity }: { activity: string }) => (
  <p
    data-testid="agent-row"
    className="mt-3 flex h-9 items-center gap-2 self-end rounded-xl border border-ai/30 bg-ai-soft px-3 text-ai-text text-sm"
  >
    <Bot className="size-4" aria-hidden="true" />
    {t('AI is {activity}', { activity })}
    <Dots />
  </p>
);

export const TypingRow = () => (
  <p className="mt-3 flex h-9 items-center gap-2 self-start rounded-xl border border-line bg-bubble-in px-3 text-ink-2 text-sm">
    {t('Typing')}
    <Dots />
  </p>
);
