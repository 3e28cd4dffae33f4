import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { Loaded, Page } from '../../../components/page.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { scriptPlaybooksQuery, scriptsQuery } from '../api/scripts.ts';
import { Library } from './library.tsx';

/** What the business would like said, by situation and language. */
export const ScriptsPage = () => {
  const { playbook: chosen } = useSearch({ from: '/room/area/settings/scripts' });
  const navigate = useNavigate();
  const id = useId();
  const playbooks = useQuery(scriptPlaybooksQuery);
  const playbookId = playbooks.data?.find(row => row.id === chosen)?.id ?? playbooks.data?.[0]?.id;
  return (
    <Page
      title={t('Scripts')}
      about={t(
        'Short texts the agent keeps close to, in the language of the customer. They are part of the playbook: each save is a version of it, and what breaks a guardrail is not saved.',
      )}
      actions={
        playbooks.data && playbooks.data.length > 1 ? (
          <label htmlFor={id} className="flex items-center gap-2 text-sm">
            <span className="text-ink-2">{t('Playbook')}</span>
            <select
              id={id}
              className="h-8 rounded-lg border border-line-strong bg-surface px-2"
              value={playbookId}
              onChange={event => void navigate({ to: '/settings/scripts', search: { playbook: event.target.value } })}
            >
              {playbooks.data.map(row => (
                <option key={row.id} value={row.id}>
                  {row.name}
                </option>
              ))}
            </select>
          </label>
        ) : null
      }
    >
      <Loaded query={playbooks} what={t('The playbooks did not load')}>
        {() =>
          playbookId ? <Chosen key={playbookId} playbookId={playbookId} /> : <p>{t('There is no playbook yet.')}</p>
        }
      </Loaded>
    </Page>
  );
};

const Chosen = ({ playbookId }: { playbookId: string }) => {
  const client = useQueryClient();
  const library = useQuery(scriptsQuery(playbookId));
  return (
    <Loaded query={library} what={t('The scripts did not load')}>
      {data => (
        <Library
          key={data.newest}
          playbookId={playbookId}
          library={data}
          onSaved={() => void client.invalidateQueries({ queryKey: keys.scripts(playbookId) })}
        />
      )}
    </Loaded>
  );
};
