import { ladderOf, playbookSchema } from '../../../../../domain/playbook/playbook.ts';
import { Part } from '../../../components/page.tsx';
import { duration, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { OPTION_LABELS } from '../model/labels.ts';
import { useDraft } from './draft.ts';

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
            <span className="font-medium tabular-nums">
              {step.base === 'by_stage' ? t('2, 6 or 12 h') : duration(step.offsetMs)}
            </span>{' '}
            <span className="text-ink-2">
              {step.base === 'by_stage' ? t('by how far the talk is') : OPTION_LABELS[step.base]}
            </span>
            {' · '}
            {step.message === 'template'
              ? t('template {value}', { value: step.template ?? '(none chosen)' })
              : sentence(step.message).toLowerCase()}
          </li>
        ))}
      </ol>
    </Part>
  );
};
