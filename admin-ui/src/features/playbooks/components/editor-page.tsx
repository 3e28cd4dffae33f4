import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Loaded, Page } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { configQuery, playbooksQuery, versionsQuery } from '../api/playbooks.ts';
import { Editor } from './editor.tsx';
import { PlaybookTabs, playbookName } from './playbook-tabs.tsx';

const route = getRouteApi('/room/area/settings/playbooks/$playbookId');

/** The configuration of a playbook: the version in use, or one to begin from. */
export const EditorPage = () => {
  const { playbookId } = route.useParams();
  const { version } = route.useSearch();
  const list = useQuery(playbooksQuery);
  const versions = useQuery(versionsQuery(playbookId));
  const config = useQuery(configQuery(playbookId, version ?? null));
  // What is edited must be what is stored now, not what was seen some minutes ago.
  const fresh = (version !== undefined || config.isFetchedAfterMount) && versions.isFetchedAfterMount;
  const playbook = list.data?.playbooks.find(each => each.id === playbookId);
  return (
    <Page wide title={playbook ? playbookName(playbook.name) : t('Playbook')}>
      <PlaybookTabs playbookId={playbookId} />
      <Loaded
        query={fresh ? config : { ...config, data: undefined, isPending: true }}
        what={t('This playbook did not load')}
        rows={5}
      >
        {loaded => (
          <Loaded query={versions} what={t('The versions did not load')}>
            {rows => (
              // What was begun stays what it is: a newer version meanwhile is told, not loaded under one's hands.
              <Editor
                key={`${playbookId}/${version ?? 'current'}`}
                playbookId={playbookId}
                loaded={loaded}
                versions={rows}
              />
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
};
