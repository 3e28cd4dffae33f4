import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import type { EscalationReason } from '../../../../../../domain/words.ts';
import { ClockTime } from '../../../../components/time.tsx';
import { useNow } from '../../../../lib/clock.ts';
import { dayKey, dayName, ms, sentence, words } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { useZone } from '../../../../lib/zone.ts';
import { ESCALATION_LABELS } from '../../model/labels.ts';

const outcomeWords = (kind: string, outcome: string): string => {
  if (kind === 'ESCALATION') return ESCALATION_LABELS[outcome as EscalationReason] ?? words(outcome);
  return /^\d+$/.test(outcome) ? t('error {outcome}', { outcome }) : words(outcome);
};

/** What was done or skipped and who owned the conversation when, newest first. */
export const History = ({ entries }: { entries: ConversationDetail['history'] }) => {
  const zone = useZone();
  const nowMs = useNow(60_000);
  if (entries.length === 0) return <p className="text-ink-2 text-sm">{t('Nothing yet.')}</p>;
  return (
    <ol className="flex flex-col text-sm">
      {entries.map((entry, index) => {
        const before = entries[index - 1];
        const newDay = !before || dayKey(ms(before.at), zone) !== dayKey(ms(entry.at), zone);
        return (
          <li key={`${entry.at}-${entry.kind}-${entry.label}`}>
            {newDay ? (
              <p className={index === 0 ? 'mb-0.5 text-ink-2 text-xs' : 'mt-3 mb-0.5 text-ink-2 text-xs'}>
                {dayName(entry.at, zone, nowMs)}
              </p>
            ) : null}
            <div className="flex gap-3 py-0.5">
              <ClockTime at={entry.at} className="w-10 shrink-0 text-ink-2" />
              <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                {entry.label || sentence(entry.kind)}
                {entry.outcome ? (
                  <span className="text-ink-2"> · {outcomeWords(entry.kind, entry.outcome)}</span>
                ) : null}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
};
