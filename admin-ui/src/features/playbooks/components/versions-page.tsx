import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Loaded, Page, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { playbooksQuery, resultsQuery, type VersionRow, versionsQuery } from '../api/playbooks.ts';
import { CanaryDialog, CanaryNotice } from './canary.tsx';
import { PlaybookTabs, playbookName } from './playbook-tabs.tsx';
import { ResultsTable } from './results-table.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';
import { VersionList } from './version-list.tsx';

const route = getRouteApi('/room/area/settings/playbooks/$playbookId/versions');

/** Every version with who, when and why; which one runs; how each did. */
export const VersionsPage = () => {
  const { playbookId } = route.useParams();
  const list = useQuery(playbooksQuery);
  const versions = useQuery(versionsQuery(playbookId));
  const results = useQuery(resultsQuery(playbookId));
  const [trying, setTrying] = useState<VersionRow | null>(null);
  const [going, setGoing] = useState<VersionRow | null>(null);
  const playbook = list.data?.playbooks.find(each => each.id === playbookId);
  return (
    <Page wide title={playbook ? playbookName(playbook.name) : t('Playbook')}>
      <PlaybookTabs playbookId={playbookId} />
      {playbook?.canary ? <CanaryNotice playbookId={playbookId} playbook={playbook} /> : null}
      <Part
        title={t('How they did')}
        about={t('By the version a conversation began with. Every figure counts conversations.')}
      >
        <Loaded query={results} what={t('The results did not load')} rows={1}>
          {rows =>
            rows.length === 0 ? (
              <p className="text-ink-2 text-sm">{t('No conversation has run on this playbook yet.')}</p>
            ) : (
              <ResultsTable
                results={rows}
                first={t('Version')}
                nameOf={key => t('Version {version}', { version: key })}
              />
            )
          }
        </Loaded>
      </Part>
      <Part title={t('Versions')} about={t('None is ever changed or lost.')}>
        <Loaded query={versions} what={t('The versions did not load')} rows={4}>
          {rows => <VersionList playbookId={playbookId} versions={rows} onTry={setTrying} onRollback={setGoing} />}
        </Loaded>
      </Part>
      {trying && playbook ? (
        <CanaryDialog playbookId={playbookId} playbook={playbook} version={trying} onClose={() => setTrying(null)} />
      ) : null}
      {going && playbook ? (
        <RollbackDialog playbookId={playbookId} playbook={playbook} version={going} onClose={() => setGoing(null)} />
      ) : null}
    </Page>
  );
};
