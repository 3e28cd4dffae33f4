import { useQuery } from '@tanstack/react-query';
import { Loaded, Page } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { onboardingQuery } from '../api/onboarding.ts';
import { ChannelStep } from './channel-step.tsx';

/** The numbers of the organization, after it is set up. */
export const ChannelsPage = () => {
  const view = useQuery(onboardingQuery);
  return (
    <Page
      title={t('Channels')}
      about={t('The WhatsApp numbers customers reach you at, their webhooks, and a test message.')}
    >
      <Loaded query={view} what={t('The channels did not load')}>
        {loaded => <ChannelStep view={loaded} />}
      </Loaded>
    </Page>
  );
};
