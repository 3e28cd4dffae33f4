import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TurnView } from '../../../../../../api/contracts/turns.ts';
import { count, latency, money, percent, sentence } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { useMe } from '../../../auth/api/session.ts';
import { Section } from './section.tsx';

/** A line that opens to what is behind it. */
const Fold = ({ head, children }: { head: ReactNode; children: ReactNode }) => (
  <details className="group/fold">
    <summary className="-mx-1.5 flex cursor-pointer list-none items-start gap-1.5 rounded-md px-1.5 py-1 hover:bg-canvas [&::-webkit-details-marker]:hidden">
      <ChevronRight
        className="mt-0.5 size-3.5 shrink-0 text-ink-3 transition-transform group-open/fold:rotate-90"
        aria-hidden="true"
      />
      <span className="min-w-0 flex-1">{head}</span>
    </summary>
    <div className="pt-1 pb-2 pl-5">{children}</div>
  </details>
);

const Text = ({ children }: { children: string }) => (
  <pre
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
    tabIndex={0}
    dir="auto"
    className="max-h-72 overflow-auto whitespace-pre-wrap rounded-md bg-canvas p-2 font-mono text-xs [overflow-wrap:anywhere]"
  >
    {children}
  </pre>
);

export const WhySources = ({ turn }: { turn: TurnView }) =>
  turn.sources.length === 0 ? null : (
    <Section title={t('Sources')}>
      <div className="flex flex-col text-sm">
        {turn.sources.map(source => (
          <Fold
            key={source.id}
            head={
              <span className="flex items-baseline justify-between gap-2">
                <span className="min-w-0 [overflow-wrap:anywhere]">{source.title}</span>
                <span className="shrink-0 text-ink-2 text-xs">{percent(source.score)}</span>
              </span>
            }
          >
            <p dir="auto" className="whitespace-pre-wrap text-ink-2 text-sm [overflow-wrap:anywhere]">
              {source.text}
            </p>
          </Fold>
        ))}
      </div>
    </Section>
  );

export const WhyPrompt = ({ turn }: { turn: TurnView }) => {
  const most = Math.max(
    1,
    ...turn.prompt.map(part => part.budget ?? part.tokens),
    ...turn.prompt.map(part => part.tokens),
  );
  const total = turn.prompt.reduce((sum, part) => sum + part.tokens, 0);
  if (turn.prompt.length === 0) return null;
  return (
    <Section
      title={t('What the AI saw')}
      aside={<span className="text-ink-2 text-xs">{t('{total} tokens', { total: count(total) })}</span>}
    >
      <div className="flex flex-col text-sm">
        {turn.prompt.map(part => (
          <Fold
            key={part.section}
            head={
              <>
                <span className="flex items-baseline justify-between gap-2">
                  <span>{sentence(part.section)}</span>
                  <span className="shrink-0 text-ink-2 text-xs">
                    {count(part.tokens)}
                    {part.budget === null ? null : t(' of {budget}', { budget: count(part.budget) })}
                  </span>
                </span>
                <span className="relative mt-1 block h-1 rounded-full" aria-hidden="true">
                  <span
                    className="absolute inset-y-0 left-0 rounded-full bg-sunken"
                    style={{ width: `${((part.budget ?? part.tokens) / most) * 100}%` }}
                  />
                  <span
                    className="absolute inset-y-0 left-0 rounded-full bg-accent"
                    style={{ width: `${(part.tokens / most) * 100}%` }}
                  />
                </span>
              </>
            }
          >
            <Text>{part.text}</Text>
          </Fold>
        ))}
      </div>
    </Section>
  );
};

export const WhySteps = ({ turn }: { turn: TurnView }) => {
  const { currency } = useMe().organization;
  return (
    <Section
      title={t('Steps')}
      aside={
        <span className="text-ink-2 text-xs">
          {money(turn.totals.costMicros, currency)} · {latency(turn.totals.latencyMs)}
        </span>
      }
    >
      <div className="flex flex-col text-sm">
        {turn.steps.map((step, index) => (
          <Fold
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name and never move
            key={`${index}-${step.name}`}
            head={
              <>
                <span className="flex items-baseline justify-between gap-2">
                  <span>{sentence(step.name)}</span>
                  <span className="shrink-0 text-ink-2 text-xs">
                    {step.costMicros > 0 ? `${money(step.costMicros, currency)} · ` : ''}
                    {latency(step.latencyMs)}
                  </span>
                </span>
                {step.model === null && step.inputTokens === 0 ? null : (
                  <span className="block text-ink-2 text-xs">
                    {step.model ? `${step.model} · ` : ''}
                    {t('{inputTokens} in, {outputTokens} out', {
                      inputTokens: count(step.inputTokens),
                      outputTokens: count(step.outputTokens),
                    })}
                  </span>
                )}
              </>
            }
          >
            <Text>{typeof step.result === 'string' ? step.result : JSON.stringify(step.result, null, 2)}</Text>
          </Fold>
        ))}
      </div>
    </Section>
  );
};
