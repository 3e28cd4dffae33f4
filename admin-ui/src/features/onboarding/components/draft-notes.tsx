import type { OnboardingDraft } from '../../../../../api/contracts/onboarding.ts';
import { Box } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';

const NAMES: Record<string, string> = {
  business: t('Business facts'),
  sales: t('Sales rules'),
  tone: t('Tone'),
  guardrails: t('Guardrails'),
  scripts: t('Scripts'),
};

/** Who made which part, what was left out and why, and how it sounds. */
export const DraftNotes = ({ draft }: { draft: OnboardingDraft }) => (
  <Box className="flex flex-col gap-3 p-4 text-sm">
    <ul className="flex flex-wrap gap-2" aria-label={t('Who made which part')} data-testid="draft-parts">
      {Object.entries(NAMES).map(([part, name]) => (
        <li
          key={part}
          data-origin={draft.parts[part]}
          className="rounded-full border border-line-strong px-2.5 py-0.5 text-xs"
        >
          {name}
          <span className="text-ink-2">
            : {draft.parts[part] === 'model' ? t('model and code') : t('from your answers')}
          </span>
        </li>
      ))}
    </ul>
    {draft.examples.length > 0 ? (
      <div>
        <p className="mb-1 font-medium text-xs">{t('How it may sound')}</p>
        <ul className="flex flex-col items-start gap-1">
          {draft.examples.map(example => (
            <li key={example} dir="auto" className="max-w-100 rounded-lg bg-sunken px-3 py-1.5">
              {example}
            </li>
          ))}
        </ul>
      </div>
    ) : null}
    {draft.notes.length > 0 ? (
      <ul className="flex flex-col gap-1 text-ink-2" data-testid="draft-notes">
        {draft.notes.slice(0, 12).map(note => (
          <li key={note} className="[overflow-wrap:anywhere]">
            {note}
          </li>
        ))}
      </ul>
    ) : null}
  </Box>
);
