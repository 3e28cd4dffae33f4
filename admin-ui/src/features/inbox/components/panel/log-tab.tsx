import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { CopyButton } from '../../../../components/copy-button.tsx';
import { t } from '../../../../lib/language.ts';
import { History } from './history.tsx';
import { TemporalLink } from './next-tab.tsx';
import { Section } from './section.tsx';

/** Everything that was done, and the names under which others know this conversation. */
export const LogTab = ({ detail }: { detail: ConversationDetail }) => {
  const changes = detail.epoch - 1;
  return (
    <>
      <Section title={t('What was done')}>
        <History entries={detail.history} />
      </Section>
      <Section title={t('For support')}>
        <Identifier name={t('Workflow')} value={detail.workflowId} />
        <Identifier name={t('Conversation')} value={detail.id} />
        <p className="mt-1 text-ink-2 text-sm">
          {changes === 0
            ? t('Ownership never changed.')
            : changes === 1
              ? t('Ownership changed once.')
              : t('Ownership changed {changes} times.', { changes })}
        </p>
        {detail.temporalUrl ? (
          <p className="mt-3">
            <TemporalLink url={detail.temporalUrl} />
          </p>
        ) : null}
      </Section>
    </>
  );
};

const Identifier = ({ name, value }: { name: string; value: string }) => (
  <div className="flex items-center gap-2">
    <div className="min-w-0 flex-1">
      <p className="text-ink-2 text-xs">{name}</p>
      <p className="truncate font-mono text-xs" title={value}>
        {value}
      </p>
    </div>
    <CopyButton text={() => value} />
  </div>
);
