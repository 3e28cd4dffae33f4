import { useQuery } from '@tanstack/react-query';
import { Loaded, Page } from '../../../components/page.tsx';
import { onboardingQuery } from '../api/onboarding.ts';
import { ChannelStep } from './channel-step.tsx';

/** The numbers of the organization, after it is set up. */
export const ChannelsPage = () => {
  const view = useQuery(onboardingQuery);
  return (
    <Page title="Channels" about="The WhatsApp numbers customers reach you at, their webhooks, and a test message.">
      <Loaded query={view} what="The channels did not load">
        {loaded => <ChannelStep view={loaded} />}
      </Loaded>
    </Page>
  );
};
