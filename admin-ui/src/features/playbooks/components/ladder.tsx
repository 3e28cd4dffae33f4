import { ladderOf, playbookSchema } from '../../../../../domain/playbook/playbook.ts';
import { Filled } from '../../../components/filled.tsx';
import { Part } from '../../../components/page.tsx';
import { duration } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { codeWord } from '../model/codes.ts';
import { useDraft } from './draft.ts';

const WHEN = {
  after_last_message: t("{time} after the customer's last message"),
  by_stage: t('{time} by how far the talk is'),
  before_window_end: t('{time} before the 24-hour window ends'),
} as const;

/** What the ladder comes to, step by step, as it would happen. */
export const Ladder = () => {
  const { config } = useDraft();
  const parsed = playbookSchema.safeParse(config);
  if (!parsed.success) return null;
  const steps = ladderOf(parsed.data);
  if (steps.length === 0)
    return <p className="text-ink-2 text-sm">{t('After the customer falls silent, nothing more is sent.')}</p>;
  return (
    <Part title={t('So, after the customer falls silent')}>
      <ol className="border-line-strong border-l pl-4">
        {steps.map((step, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            key={index}
            className="relative py-1.5 text-sm before:absolute before:top-3.5 before:-left-[19px] before:size-1.5 before:rounded-full before:bg-ink-3"
          >
            <span className="text-ink-2">
              <Filled
                text={WHEN[step.base]}
                values={{
                  time: (
                    <span className="font-medium text-ink tabular-nums">
                      {step.base === 'by_stage' ? t('2, 6 or 12 h') : duration(step.offsetMs)}
                    </span>
                  ),
                }}
              />
            </span>
            {' · '}
            {step.message === 'template'
              ? step.template === null
                ? t('template (none chosen)')
                : t('template {name}', { name: step.template })
              : codeWord(step.message)}
          </li>
        ))}
      </ol>
    </Part>
  );
};
