import type { RiskFlag } from '../../../../../domain/memory/risk.ts';
import { t } from '../../../lib/language.ts';

export const RISK_LABELS: Record<RiskFlag, { label: string; meaning: string }> = {
  angry: { label: t('Angry'), meaning: t('The last message was.') },
  declining_mood: { label: t('The mood gets worse'), meaning: t('Over the last messages.') },
  complaint: { label: t('A complaint'), meaning: t('Or the wish for a refund.') },
  legal: { label: t('A legal matter'), meaning: t('Think before you promise anything.') },
  opt_out_near: { label: t('About to leave'), meaning: t('One message more may be one too many.') },
  confused: { label: t('Does not follow'), meaning: t('Answers were not understood twice in a row.') },
  contradiction: {
    label: t('Contradicts earlier words'),
    meaning: t('A fact was told in two ways: ask which one holds.'),
  },
  repeated_objection: { label: t('The same objection again'), meaning: t('It was raised more than once.') },
  broken_promise: { label: t('A promise was not kept'), meaning: t('The customer’s own time for it has passed.') },
  instructions_in_text: {
    label: t('Gives the agent orders'),
    meaning: t('The message tries to change how the agent works. It was read as data.'),
  },
  agent_failing: { label: t('The agent is in trouble'), meaning: t('Its model failed in the last answer.') },
};
