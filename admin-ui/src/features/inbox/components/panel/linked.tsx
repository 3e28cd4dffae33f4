import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { write } from '../../../../../../domain/permission/permission.ts';
import { Tick } from '../../../../components/field.tsx';
import { Ago } from '../../../../components/time.tsx';
import { t } from '../../../../lib/language.ts';
import { useMay } from '../../../auth/api/session.ts';
import { linksQuery, useLinks } from '../../api/panel.ts';
import { STAGE_LABELS } from '../../model/labels.ts';
import { Section } from './section.tsx';

/** Other conversations with the same person: what was said in a linked one is searched too (A-RETR-2). Nothing where there is none. */
export const Linked = ({ conversationId }: { conversationId: string }) => {
  const { data } = useQuery(linksQuery(conversationId));
  const save = useLinks(conversationId);
  const mayWrite = useMay(write('conversations'));
  if (!data || data.others.length === 0) return null;
  const searched = data.others.filter(other => other.linked).length;
  const set = (id: string, on: boolean) =>
    save.mutate(on ? [...data.conversations, id] : data.conversations.filter(each => each !== id));
  return (
    <Section title={t('Other conversations with this person')}>
      <p className="mb-2 text-ink-2 text-xs" data-testid="links-say">
        {searched === 0
          ? t('The agent remembers this conversation only. Tick those it should search as well.')
          : searched === 1
            ? t(
                'When the customer refers to something said earlier, the agent searches this conversation and one other.',
              )
            : t(
                'When the customer refers to something said earlier, the agent searches this conversation and {others} others.',
                { others: searched },
              )}
      </p>
      <ul className="flex flex-col gap-2.5" data-testid="other-conversations">
        {data.others.map(other => (
          <li key={other.id} className="flex items-start justify-between gap-2">
            <Tick
              checked={other.linked}
              disabled={!mayWrite || save.isPending}
              onChange={on => set(other.id, on)}
              hint={
                <>
                  {STAGE_LABELS[other.stage]} · <Ago at={other.lastActivityAt} />
                  {other.lastText ? (
                    <span dir="auto" className="line-clamp-2 [overflow-wrap:anywhere]">
                      “{other.lastText}”
                    </span>
                  ) : null}
                </>
              }
            >
              {other.channelName}
            </Tick>
            <Link
              to="/inbox/{-$conversationId}"
              params={{ conversationId: other.id }}
              className="shrink-0 rounded-sm font-medium text-accent-text text-sm underline underline-offset-2"
            >
              {t('Open it')}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
};
