import { clsx } from 'clsx';
import { Check, X } from 'lucide-react';
import type { EvalPersonaView } from '../../../../../api/contracts/evals.ts';
import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { firstWrong, type PersonaRow } from '../model/result.ts';

/** A persona in one line; opened, what was said and what the checks found, for each version. */
export const PersonaItem = ({ row, versions }: { row: PersonaRow; versions: number[] }) => {
  const wrong = row.outcomes.map(one => (one ? firstWrong(one) : null)).find(text => text !== null);
  return (
    <li className="bg-surface">
      <details className="group">
        <summary className="flex cursor-pointer list-none items-center gap-3 px-4 py-2.5 hover:bg-sunken [&::-webkit-details-marker]:hidden">
          <span className="shrink-0 font-medium">{row.title}</span>
          <span className={clsx('min-w-0 flex-1 truncate text-sm', wrong ? 'text-danger-text' : 'text-ink-2')}>
            {wrong ?? row.about}
          </span>
          {row.outcomes.map((one, index) => (
            <Mark key={versions[index]} outcome={one} />
          ))}
        </summary>
        <div className="flex flex-col gap-6 border-line border-t bg-canvas px-4 py-4">
          <p className="text-ink-2 text-sm">{row.about}</p>
          {row.outcomes.map(one =>
            one ? (
              <div key={one.version} className="flex flex-col gap-3">
                {versions.length > 1 ? (
                  <h4 className="font-medium text-sm">{t('Version {version}', { version: one.version })}</h4>
                ) : null}
                <Talk one={one} />
              </div>
            ) : null,
          )}
        </div>
      </details>
    </li>
  );
};

const Mark = ({ outcome }: { outcome: EvalPersonaView | null }) => {
  const base = 'w-16 shrink-0 text-right text-sm tabular-nums';
  if (!outcome) return <span className={clsx(base, 'text-ink-3')}>–</span>;
  if (outcome.problem !== null)
    return (
      <span className={clsx(base, 'text-approval-text')}>{outcome.failed > 0 ? t('broke off') : t('not played')}</span>
    );
  return (
    <span className={clsx(base, outcome.failed > 0 ? 'font-medium text-danger-text' : 'text-good')}>
      {outcome.passed}/{outcome.passed + outcome.failed}
    </span>
  );
};

const Talk = ({ one }: { one: EvalPersonaView }) => (
  <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
    <ol className="flex flex-col gap-1.5">
      {one.said.map((said, index) => {
        const wrong = one.findings.filter(finding => !finding.passed && finding.message === index);
        return (
          <li
            key={`${said.at}-${said.from}-${said.text}`}
            className={clsx('flex flex-col', said.from === 'business' ? 'items-end' : 'items-start')}
          >
            <div
              dir="auto"
              className={clsx(
                'max-w-[85%] whitespace-pre-wrap rounded-lg border px-3 py-2 text-base [overflow-wrap:anywhere]',
                said.from === 'business' ? 'bg-bubble-out' : 'bg-bubble-in',
                wrong.length > 0 ? 'border-danger' : 'border-line',
              )}
            >
              <span className="sr-only">{said.from === 'business' ? t('Agent: ') : t('Customer: ')}</span>
              {said.kind === 'text' || said.kind === 'interactive' ? null : (
                <span className="mr-1.5 text-ink-2 text-xs">{words(said.kind)}</span>
              )}
              {said.text}
              {said.buttons.length > 0 ? (
                <span className="mt-1.5 flex flex-wrap gap-1.5">
                  {said.buttons.map(title => (
                    <span key={title} className="rounded-full border border-line-strong px-2 text-sm">
                      {title}
                    </span>
                  ))}
                </span>
              ) : null}
            </div>
            {wrong.map(finding => (
              <p key={finding.check} className="mt-0.5 text-danger-text text-xs">
                {finding.check}: {finding.detail}
              </p>
            ))}
          </li>
        );
      })}
      {one.said.length === 0 ? <li className="text-ink-2 text-sm">{t('Nothing was said.')}</li> : null}
    </ol>
    <div className="flex flex-col gap-3 text-sm">
      {one.verdict ? (
        <p className="rounded-lg bg-sunken px-3 py-2">
          {t('helpful {helpful}, correct {correct}, tone {tone}, sells {sells}', {
            helpful: one.verdict.helpful,
            correct: one.verdict.correct,
            tone: one.verdict.tone,
            sells: one.verdict.sells,
          })}
          <br />
          {one.verdict.comment}
        </p>
      ) : null}
      <ul className="flex flex-col gap-1">
        {[...one.findings]
          .sort((a, b) => Number(a.passed) - Number(b.passed))
          .map(finding => (
            <li key={`${finding.check}-${finding.detail}`} className="flex gap-2">
              {finding.passed ? (
                <Check className="mt-0.5 size-3.5 shrink-0 text-good" aria-label={t('passed')} />
              ) : (
                <X className="mt-0.5 size-3.5 shrink-0 text-danger" aria-label={t('failed')} />
              )}
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {finding.check} <span className="text-ink-2">{finding.detail}</span>
              </span>
            </li>
          ))}
      </ul>
    </div>
  </div>
);
