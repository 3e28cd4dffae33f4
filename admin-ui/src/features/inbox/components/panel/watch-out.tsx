import { TriangleAlert } from 'lucide-react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { t } from '../../../../lib/language.ts';
import { RISK_LABELS } from '../../model/risk-labels.ts';
import { Section } from './section.tsx';

/** What one should know before one acts here, found by code and not by a model (A-MEM-7). Nothing when there is nothing. */
export const WatchOut = ({ detail }: { detail: ConversationDetail }) =>
  detail.riskFlags.length === 0 ? null : (
    <Section title={t('Watch out')}>
      <ul className="flex flex-col gap-1.5" data-testid="risk-flags">
        {detail.riskFlags.map(flag => (
          <li key={flag} data-flag={flag} className="flex items-start gap-2 text-sm">
            <TriangleAlert className="mt-0.5 size-4 shrink-0 text-danger-text" aria-hidden="true" />
            <span className="min-w-0">
              <span className="font-medium">{RISK_LABELS[flag].label}</span>
              <span className="block text-ink-2">{RISK_LABELS[flag].meaning}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
