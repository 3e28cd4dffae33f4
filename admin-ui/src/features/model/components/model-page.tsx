import { useQuery } from '@tanstack/react-query';
import { Loaded, Page } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { modelQuery } from '../api/model.ts';
import { ModelSettings } from './model-settings.tsx';

/** Which model the agent thinks with, tried before it is used (B-AI-7). */
export const ModelPage = () => {
  const query = useQuery(modelQuery);
  return (
    <Page
      title={t('Model')}
      about={t(
        'What the agent thinks with. Your key is stored sealed, is never shown again, and goes to this provider only.',
      )}
    >
      <Loaded query={query} what={t('The settings of the model did not load')}>
        {view => <ModelSettings view={view} />}
      </Loaded>
    </Page>
  );
};
