import { Link } from '@tanstack/react-router';
import { CircleCheck, Smartphone } from 'lucide-react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { EmptyState } from '../../../components/states.tsx';

/** Where customers reach the agent. */
export const ChannelStep = ({ view }: { view: OnboardingView }) =>
  view.channels > 0 ? (
    <EmptyState icon={<CircleCheck className="size-6" />} title="A WhatsApp number is connected">
      <p>
        {view.mayRun ? 'The agent answers whoever writes to it.' : 'Publish what the agent runs on, and it answers.'}
      </p>
      <Link to="/inbox/{-$conversationId}" params={{}} className="font-medium text-accent-text">
        To the inbox
      </Link>
    </EmptyState>
  ) : (
    <EmptyState icon={<Smartphone className="size-6" />} title="No number is connected">
      <p>Whoever runs this installation connects the first number with its settings (WHATSAPP_PHONE_NUMBER_ID …).</p>
    </EmptyState>
  );
